// What scripts add to every page, each of which is complete without them. Loaded once, deferred,
// from our own address; builds DOM by methods only (the policy requires Trusted Types). Each part
// begins where its element is, and does nothing on pages without it.
"use strict";

// theme.js has applied what is remembered; it is one JSON object in the local storage.
function remember(name, value) {
  document.documentElement.dataset[name] = value;
  try {
    const kept = JSON.parse(localStorage.linimasa ?? "{}");
    localStorage.linimasa = JSON.stringify({ ...kept, [name]: value });
  } catch {
    // A browser may forbid it; the choice then holds for this page.
  }
}

{
  function startLook(select) {
    select.value = document.documentElement.dataset.theme ?? "";
    select.addEventListener("change", () => remember("theme", select.value));
  }

  // Single keys can get in the way of speech input and of slips: they can be turned off.
  function startKeys(list) {
    const box = list.querySelector("input");
    box.checked = document.documentElement.dataset.keys !== "off";
    box.addEventListener("change", () => remember("keys", box.checked ? "" : "off"));
    const does = { j: () => goOn(1), k: () => goOn(-1), "?": () => list.togglePopover() };
    // Where a keyboard has other letters, the keys in the same places.
    const places = { KeyJ: "j", KeyK: "k", Slash: "?" };
    document.addEventListener("keydown", ({ key, code, target, ctrlKey, altKey, metaKey }) => {
      if (!box.checked || ctrlKey || altKey || metaKey) return;
      const name = /^[ -~]$/.test(key) ? key.toLowerCase() : places[code];
      // A field keeps its keys; only the switch in the list has no use for the one that closes it.
      if (target.closest("input, select, textarea") && !(target === box && name === "?")) return;
      does[name]?.();
    });
  }

  // To the next event of a list, from the one with the focus or the first in view; else to its page.
  function goOn(step) {
    const titles = [...document.querySelectorAll(".events > li:not([hidden]) h3 a")];
    const way = document.querySelector(`.neighbors [rel="${step > 0 ? "next" : "prev"}"]`);
    if (!titles.length) return way?.click();
    const focused = document.activeElement.closest(".events > li")?.querySelector("h3 a");
    const top = parseFloat(getComputedStyle(document.documentElement).scrollPaddingBlockStart);
    const inView = titles.findIndex((one) => one.getBoundingClientRect().bottom > top);
    const before = (inView < 0 ? titles.length : inView) - (step > 0 ? 1 : 0);
    const title = titles[(focused ? titles.indexOf(focused) : before) + step];
    title?.closest("li").scrollIntoView();
    title?.focus({ preventScroll: true, focusVisible: true });
  }

  document.querySelectorAll("#keys").forEach(startKeys);
  document.querySelectorAll(".look select").forEach(startLook);
}
