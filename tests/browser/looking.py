"""What tests ask a page about its looks: functions in JavaScript, each told in a line.

They only read. What they find is a list of plain words about elements, empty when all is well.
"""

SHIFTS = """
window.shifts = [];
new PerformanceObserver(list => {
  for (const entry of list.getEntries())
    shifts.push(...entry.sources.map(({node}) =>
      `${entry.value} ${node?.nodeName} ${node?.className}`));
}).observe({type: "layout-shift", buffered: true});
"""
"""Run first: keeps what moved without having been asked to."""

TASKS = """
window.tasks = [];
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) tasks.push(entry.duration);
}).observe({type: "longtask", buffered: true});
"""
"""Run first: keeps how long each long task took, in milliseconds."""

REVEALS = """
window.reveals = [];
addEventListener("pagereveal", event => reveals.push(event.viewTransition !== null));
"""
"""Run first: keeps whether the page came in with a transition."""

PAINTED = """() => new Promise(done =>
  new PerformanceObserver(list => {
    if (list.getEntriesByName("first-contentful-paint").length) done();
  }).observe({type: "paint", buffered: true}))"""
"""Waits until there is something to see."""

TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"

WIDER = """() => document.documentElement.scrollWidth > innerWidth
  ? [...document.querySelectorAll("body *")]
    .filter(one => one.getBoundingClientRect().right > innerWidth + 1
      || one.getBoundingClientRect().left < -1)
    .map(one => `${one.localName}.${one.getAttribute("class")}`)
  : []"""
"""What makes the page scroll sideways."""

SPOILED_TEXT = r"""() => {
  const found = [], lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const holder = node.parentElement;
    const read_aloud = holder.closest(".hidden, .skip, svg, [popover]:not(:popover-open)");
    if (!node.data.trim() || read_aloud || !holder.checkVisibility({visibilityProperty: true}))
      continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const said = node.data.trim().slice(0, 40);
    for (const box of range.getClientRects()) {
      if (box.width < 1) continue;
      if (box.left < -1 || box.right > innerWidth + 1) found.push(`outside: ${said}`);
      for (let around = holder; around && around !== document.body; around = around.parentElement) {
        const style = getComputedStyle(around);
        const edge = around.getBoundingClientRect();
        if (style.overflowX !== "visible"
            && (box.left < edge.left - 1 || box.right > edge.right + 1)
            && !["auto", "scroll"].includes(style.overflowX)) found.push(`cut: ${said}`);
        if (style.overflowY !== "visible"
            && (box.top < edge.top - 4 || box.bottom > edge.bottom + 4)
            && !["auto", "scroll"].includes(style.overflowY)) found.push(`cut: ${said}`);
      }
      lines.push({box, said, node});
    }
  }
  lines.sort((one, other) => one.box.top - other.box.top);
  lines.forEach((one, at) => {
    for (const other of lines.slice(at + 1)) {
      if (other.box.top > one.box.bottom) break;
      const wide = Math.min(one.box.right, other.box.right)
        - Math.max(one.box.left, other.box.left);
      const high = Math.min(one.box.bottom, other.box.bottom) - other.box.top;
      if (one.node !== other.node && wide > 2
          && high > 0.4 * Math.min(one.box.height, other.box.height))
        found.push(`one over the other: ${one.said} / ${other.said}`);
    }
  });
  return found;
}"""
"""Text that is cut off, off the screen, or over other text."""

STYLED = """style => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
"""Another style for the page; a strict policy allows it in this way."""

SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
  word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }"""
"""The style that a reader may ask for (WCAG 2.2, 1.4.12)."""

STOPS = r"""() => {
  const groups = new Set();
  window.stops = [...document.querySelectorAll(
      "a[href], button, input, select, textarea, summary, [tabindex]")]
    .filter(one => {
      if (one.tabIndex < 0 || one.disabled || !one.checkVisibility({visibilityProperty: true}))
        return false;
      if (one.type !== "radio") return true;
      const first = !groups.has(one.name);
      groups.add(one.name);
      return first;
    });
  return stops.map(one => `${one.localName} ${one.textContent.trim()} ${one.name || ""}`);
}"""
"""All that the Tab key has to reach, in order. A group of radio buttons is one stop."""

AT = r"""() => {
  const here = document.activeElement;
  const style = getComputedStyle(here);
  const faults = [];
  if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2)
    faults.push("no outline");
  const boxes = [...here.getClientRects()].filter(box => box.width > 0);
  for (const box of boxes) {
    const x = box.left + box.width / 2, y = box.top + box.height / 2;
    const top = document.elementFromPoint(x, y);
    const label = here.closest("label") ?? here;
    if (!top) faults.push(`off the screen, ${Math.round(x)} ${Math.round(y)}`);
    else if (!label.contains(top)) faults.push(`under ${top.outerHTML.slice(0, 60)}`);
  }
  const group = here.type === "radio" ? stops.find(one => one.name === here.name) : here;
  return [stops.indexOf(group), faults.map(fault => `${fault}: ${here.outerHTML.slice(0, 90)}`)];
}"""
"""Which stop has the focus now, and what is wrong with how that is seen."""

SMALL = r"""([least, controls]) => {
  const shown = one => one.checkVisibility({visibilityProperty: true})
    && one.getBoundingClientRect().width > 2;
  const boxOf = one => (one.closest("label") ?? one).getBoundingClientRect();
  const targets = [...document.querySelectorAll(controls)].filter(shown);
  const inText = one => getComputedStyle(one).display === "inline"
    && [...one.closest("p, li, dd, td, .inline, .backing").childNodes]
      .some(node => node !== one && node.textContent.trim());
  return targets
    .filter(one => !one.closest(".skip") && boxOf(one).height < least - 0.1
      || boxOf(one).width < Math.min(least, 24) - 0.1)
    .filter(one => least > 24 || !(one.closest("p, li, dd, td") && inText(one)))
    .filter(one => {
      if (least > 24) return true;
      const box = boxOf(one);
      const x = box.left + box.width / 2, y = box.top + box.height / 2;
      return targets.some(other => {
        if (other === one || one.contains(other) || other.contains(one)) return false;
        return [...other.getClientRects()].some(near => Math.hypot(
          Math.max(near.left - x, 0, x - near.right),
          Math.max(near.top - y, 0, y - near.bottom)) < least / 2);
      });
    })
    .map(one => {
      const box = boxOf(one);
      return `${Math.round(box.width)}×${Math.round(box.height)} ${one.outerHTML.slice(0, 120)}`;
    });
}"""
"""Targets under this many pixels, by the rules of WCAG 2.5.8: a link in a sentence may be, and
one that has the room around it."""

MOVING = r"""() => [
  ...document.getAnimations().map(one => `${one.animationName ?? one.transitionProperty}`),
  ...[...document.querySelectorAll("*")].flatMap(one =>
    ["", "::before", "::after", "::backdrop"].flatMap(part => {
      const style = getComputedStyle(one, part);
      const times = `${style.transitionDuration}, ${style.animationDuration}`.split(", ");
      const still = times.every(time => parseFloat(time) < 0.02) && style.scrollBehavior === "auto";
      return still ? [] : [`${one.localName}.${one.getAttribute("class")}${part}`];
    })),
]"""
"""What moves, or would."""

BORDERS = r"""() => [...document.querySelectorAll(".badge")].map(one => {
  const style = getComputedStyle(one);
  return `${style.borderTopStyle} ${style.borderTopWidth}`;
})"""

UNSEEN = r"""() => {
  const probe = document.createElement("i");
  document.body.append(probe);
  const color = name => { probe.style.color = name; return getComputedStyle(probe).color; };
  const ground = color("Canvas");
  const seen = new Set(["CanvasText", "LinkText", "VisitedText", "GrayText", "Highlight",
    "ButtonText", "AccentColor", "Mark", "ButtonBorder"].map(color).filter(one => one !== ground));
  probe.remove();
  const found = [];
  for (const one of document.querySelectorAll(".badge, button, input, select, :focus")) {
    const style = getComputedStyle(one);
    if (one.matches(".badge, button, select") && one.checkVisibility()
        && (style.borderTopStyle === "none" || !seen.has(style.borderTopColor)))
      found.push(one.outerHTML.slice(0, 120));
  }
  for (const one of document.querySelectorAll("svg :is(circle, rect, path, line)")) {
    const style = getComputedStyle(one);
    if (one.checkVisibility({visibilityProperty: true})
        && !seen.has(style.fill) && !(seen.has(style.stroke) && parseFloat(style.strokeWidth) > 0))
      found.push(one.outerHTML.slice(0, 120) + style.fill + style.stroke);
  }
  return found;
}"""
"""Badges, controls and shapes without a color of the system that stands out from its ground."""

WITHOUT_ADDRESS = r"""() => [...document.querySelectorAll("main a[rel~=external]:not(.archive)")]
  .filter(one => !one.checkVisibility() || !getComputedStyle(one, "::after").content
    .replaceAll("\\", "").includes(one.getAttribute("href").replaceAll("\\", "")))
  .map(one => one.outerHTML)"""
"""Sources that paper would name without their address."""

OVERHEAD = r"""() => {
  const fixed = [...document.querySelectorAll("body *")].filter(one =>
    ["sticky", "fixed"].includes(getComputedStyle(one).position) && one.checkVisibility());
  return fixed.filter(one => one.offsetHeight > innerHeight / 3)
    .map(one => `${one.localName}.${one.className} ${one.offsetHeight}`);
}"""
"""What stays on the screen and takes more than a third of it."""
