"""How a color of the site is told from the ground it stands on.

In: colors as `#rrggbb`. Out: a contrast, or the nearest color that has enough of it. Nothing
here knows the style sheet but for its two grounds.
"""

from __future__ import annotations

import colorsys

from linimasa.model.record import Color

LIGHT_GROUND = Color("#fbfaf7")
DARK_GROUND = Color("#14161a")
"""`--ground` of the default theme."""
ENOUGH = 4.5
"""WCAG 2.2, success criterion 1.4.3 Contrast (Minimum), for text."""
EASY = 7.0
"""Success criterion 1.4.6 Contrast (Enhanced): what a color made here has."""


def contrast(one: Color, other: Color) -> float:
    """From 1 to 21, as WCAG 2.2 defines “contrast ratio”."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: Color) -> float:
    """WCAG 2.2, “relative luminance” of a color in sRGB."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in _parts(color)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def readable(color: Color, ground: Color, wanted: float) -> Color:
    """The color itself, or the same hue as much lighter or darker as the ground needs."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(color))
    step = 0.01 if _luminance(ground) < 0.18 else -0.01
    while contrast(color, ground) < wanted and 0 < lightness + step < 1:
        lightness += step
        rgb = colorsys.hls_to_rgb(hue, lightness, saturation)
        color = Color("#" + "".join(f"{round(part * 255):02x}" for part in rgb))
    return color


def _parts(color: Color) -> tuple[float, float, float]:
    red, green, blue = bytes.fromhex(color.removeprefix("#"))
    return red / 255, green / 255, blue / 255
