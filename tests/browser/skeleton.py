"""A page as a picture that is the same with any fonts: bars stand for its words.

The bars have the color of the words, and a length by their letters; layout, colors, lines and
controls are those of the page. Pictures are compared by what an eye at a distance would see.
"""

import base64
from typing import Literal

from playwright.sync_api import Browser, Page, ViewportSize

import looking
from visits import Heard, opened

BARS = r"""() => {
  const bar = (word, spaced) => {
    const one = document.createElement("span");
    Object.assign(one.style, {
      display: "inline-block",
      inlineSize: `${0.55 * word.length}em`,
      blockSize: "0.7em",
      marginInlineEnd: spaced ? "0.3em" : "0",
      background: "currentcolor",
    });
    return one;
  };
  const inline = one => one && (one.nodeType === Node.TEXT_NODE
    || getComputedStyle(one).display.startsWith("inline"));
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    if (text.parentElement.closest("select, script")) continue;
    if (!text.data.trim()) {
      if (inline(text.previousSibling) && inline(text.nextSibling)) text.replaceWith(bar("", true));
      continue;
    }
    const words = text.data.match(/[^\s]{1,16}\s*/g);
    text.replaceWith(...words.map(word => bar(word.trim(), /\s$/.test(word))));
  }
}"""
"""Puts a bar for each word, and a gap for each space."""

UNWRITTEN = "li::after { content: none !important } ::marker { color: transparent }"
"""Leaves out what style sheets write between words."""

UNLIKE = r"""async ([one, other]) => {
  const gray = async data => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const width = Math.ceil(image.width / 4), height = Math.ceil(image.height / 4);
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d");
    context.imageSmoothingQuality = "high";
    context.drawImage(image, 0, 0, width, height);
    const { data: dots } = context.getImageData(0, 0, width, height);
    const levels = [];
    for (let at = 0; at < dots.length; at += 4)
      levels.push(0.3 * dots[at] + 0.59 * dots[at + 1] + 0.11 * dots[at + 2]);
    return { width, height, levels };
  };
  const [a, b] = [await gray(one), await gray(other)];
  if (a.width !== b.width || a.height !== b.height) return 1;
  const off = a.levels.filter((level, at) => Math.abs(level - b.levels[at]) > 20);
  return off.length / a.levels.length;
}"""
"""The share of two pictures that is darker or lighter in one of them, in cells of eight pixels."""


def pictured(
    browser: Browser,
    url: str,
    size: ViewportSize,
    style: str,
    scheme: Literal["light", "dark"],
    click: str = "",
) -> bytes:
    """The first screens of a page, at half its size; `style` is added to the page first.

    What `click` selects is clicked before the picture is taken.
    """
    with opened(browser, url, Heard(), size=size, scale=0.5) as page:
        page.emulate_media(color_scheme=scheme)
        page.evaluate(looking.STYLED, style)
        page.evaluate(looking.STYLED, UNWRITTEN)
        if click:
            page.locator(click).click()
        page.evaluate(BARS)
        return page.screenshot()


def unlike(page: Page, one: bytes, other: bytes) -> float:
    """How much of two pictures differs, from 0 to 1."""
    both = [base64.b64encode(picture).decode() for picture in (one, other)]
    share: float = page.evaluate(UNLIKE, both)
    return share
