// What scripts add to a timeline, after site.js: a place on the overview, the filter, the compact
// setting. As there, each part begins where its element is.
"use strict";

// -- the overview: where you are, and scrubbing ------------------------------------------------
// Pointing at the picture does what its links do, which are there for the keyboard.
{
  const LENGTH = 10000;
  const READ = "-72px 0px -10%"; // not what lies under the sticky year or has only just come

  const begin = (rail, strip) => {
    const bars = [...strip.querySelectorAll(".bar")].map((drawn) => ({
      drawn,
      at: Number(drawn.dataset.at),
      words: drawn.dataset.words,
      events: drawn.dataset.events.split(" ").filter(Boolean),
    }));
    const marks = [...rail.querySelectorAll("li")].map((item) => ({
      at: Number(item.dataset.at),
      link: item.querySelector("a"),
    }));
    follow(strip, bars, marks);
    point(rail, strip, bars, marks);
    document.addEventListener("filtered", ({ detail }) => {
      for (const bar of bars) {
        bar.dim = bar.events.length > 0 && bar.events.every((id) => detail.hidden.has(id));
        bar.drawn.classList.toggle("dim", bar.dim);
      }
    });
  };

  /** The last of the marks that is not behind a place on the axis. */
  const markAt = (marks, at) => marks.findLast((mark) => mark.at <= at) ?? marks[0];

  /** Show which part of the axis is in view. */
  const follow = (strip, bars, marks) => {
    const here = document.createElementNS(strip.namespaceURI, "path");
    here.classList.add("here");
    strip.firstElementChild.append(here);
    const barOf = new Map();
    for (const bar of bars) {
      for (const id of bar.events) barOf.set(document.getElementById(id), bar);
    }
    const markOf = new Map(); // in the order of the page
    let mark = marks[0];
    for (const section of document.querySelectorAll(".chronicle section")) {
      mark = marks.find(({ link }) => link.dataset.section === section.id) ?? mark;
      markOf.set(section, mark);
    }
    const seen = new Set();
    const draw = () => {
      const section = [...markOf.keys()].find((one) => seen.has(one));
      const current = markOf.get(section);
      for (const { link } of marks) {
        if (link !== current?.link) link.removeAttribute("aria-current");
        else link.setAttribute("aria-current", "location");
      }
      const inView = new Set([...seen].map((one) => barOf.get(one)).filter(Boolean));
      if (!inView.size && current) {
        for (const bar of bars) if (markAt(marks, bar.at) === current) inView.add(bar);
      }
      for (const bar of bars) bar.drawn.classList.toggle("on", inView.has(bar));
      const places = [...inView].map((bar) => bar.at);
      const ends = [Math.min(...places) - 60, Math.max(...places) + 60];
      here.setAttribute("d", places.length ? `M${ends[0]} ${LENGTH}H${ends[1]}` : "");
    };
    const observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) seen.add(target);
        else seen.delete(target);
      }
      draw();
    }, { rootMargin: READ });
    for (const one of [...markOf.keys(), ...barOf.keys()]) observer.observe(one);
  };

  /** Tell the date under the pointer; go there on a click, or with it where the picture stays. */
  const point = (rail, strip, bars, marks) => {
    const words = document.createElement("span");
    words.className = "aim";
    words.hidden = true;
    words.setAttribute("aria-hidden", "true");
    rail.append(words);
    let aim;
    let held = false;

    const stays = () => getComputedStyle(rail).position === "sticky";
    const nearest = ({ clientX, clientY }) => {
      const box = strip.getBoundingClientRect();
      let part = (clientX - box.left) / box.width;
      if (stays()) part = (clientY - box.top) / box.height;
      else if (document.dir === "rtl") part = 1 - part;
      const away = (bar) => Math.abs(bar.at - part * LENGTH);
      const bright = bars.filter((bar) => !bar.dim);
      return bright.length ? bright.reduce((a, b) => (away(b) < away(a) ? b : a)) : undefined;
    };
    const show = (bar) => {
      aim?.drawn.classList.remove("aimed");
      aim = bar;
      aim?.drawn.classList.add("aimed");
      words.hidden = !aim;
      if (!aim) return;
      words.textContent = aim.words;
      words.style.setProperty("--at", aim.at / LENGTH);
    };
    const target = (bar) =>
      bar.events.map((id) => document.getElementById(id)).find((one) => one.checkVisibility());

    strip.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      held = true;
      strip.setPointerCapture(event.pointerId);
      show(nearest(event));
    });
    strip.addEventListener("pointermove", (event) => {
      if (!held && event.pointerType !== "mouse") return;
      const before = aim;
      show(nearest(event));
      if (held && aim && aim !== before && stays()) target(aim)?.scrollIntoView();
    });
    strip.addEventListener("pointerup", () => {
      if (!held || !aim) return;
      const event = target(aim);
      if (!event) markAt(marks, aim.at).link.click();
      else if (location.hash === `#${encodeURIComponent(event.id)}`) event.scrollIntoView();
      else location.hash = event.id;
    });
    for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
      strip.addEventListener(end, ({ pointerType }) => {
        if (end === "pointerleave" && held) return;
        held = false;
        if (end !== "pointerup" || pointerType !== "mouse") show(undefined);
      });
    }
  };

  const rail = document.querySelector(".rail");
  const strip = rail?.querySelector(".strip");
  if (strip) begin(rail, strip);
}

// -- the filter and the compact setting ----------------------------------------------------------
{
  // Shows the events that have, of each group, one of the options chosen. Tells `filtered` on the
  // document, with the ids of the events that are hidden.
  function startFilter(form) {
    const boxes = [...form.querySelectorAll("input")].sort((a, b) => a.dataset.n - b.dataset.n);
    const counts = boxes.map((box) => box.parentElement.querySelector(".count"));
    const events = [...document.querySelectorAll(".events > li")].map((item) => ({
      item,
      section: item.closest("section"),
      options: (item.dataset.f ?? "").split(" ").filter(Boolean).map(Number),
    }));
    const sections = [...new Set(events.map((event) => event.section))];
    const panel = form.querySelector("details");
    const found = form.querySelector(".found");
    const clear = form.querySelector(".clear");
    const words = form.querySelector(".chosen");
    const own = new Set(boxes.map((box) => box.name));

    const chosen = () => boxes.filter((box) => box.checked);

    function read() {
      const asked = new URLSearchParams(location.search);
      for (const box of boxes) box.checked = asked.has(box.name, box.value);
    }

    function write() {
      const url = new URL(location);
      own.forEach((name) => url.searchParams.delete(name));
      chosen().forEach((box) => url.searchParams.append(box.name, box.value));
      url.hash = "";
      readdress(url);
    }

    // From now on only what is near the window is laid out: else hundreds of events take too long.
    function prepare() {
      document.documentElement.classList.add("sifting");
    }

    // An event counts for an option when it fits all groups but that of the option.
    function show() {
      const on = chosen();
      const groups = [...new Set(on.map((box) => box.name))];
      prepare();
      const sums = boxes.map(() => 0);
      const named = namedInAddress();
      const left = new Set();
      const hidden = new Set();
      for (const { item, section, options } of events) {
        const has = (name) => options.some((n) => boxes[n].checked && boxes[n].name === name);
        const missed = groups.filter((name) => !has(name));
        for (const n of options) {
          if (missed.length === 0 || (missed.length === 1 && missed[0] === boxes[n].name)) sums[n]++;
        }
        item.hidden = missed.length > 0 && !item.contains(named);
        if (item.hidden) hidden.add(item.id);
        else left.add(section);
      }
      for (const section of sections) section.hidden = !left.has(section) && !section.contains(named);
      sums.forEach((sum, n) => {
        if (counts[n].textContent === `${sum}`) return;
        counts[n].textContent = sum;
        boxes[n].parentElement.classList.toggle("none", sum === 0);
      });
      tell(on, groups, events.length - hidden.size);
      document.dispatchEvent(new CustomEvent("filtered", { detail: { hidden } }));
    }

    function tell(on, groups, shown) {
      const sentence = found.dataset.some.replace("{}", shown);
      document.documentElement.classList.toggle("filtered", on.length > 0);
      found.textContent = on.length === 0 ? "" : shown ? sentence : `${sentence}. ${found.dataset.none}`;
      clear.hidden = words.hidden = on.length === 0;
      const label = (box) => box.nextElementSibling.textContent;
      words.querySelector("span").textContent = groups
        .map((name) => on.filter((box) => box.name === name).map(label).join(" / "))
        .join(" · ");
    }

    function empty() {
      for (const box of boxes) box.checked = false;
      write();
      show();
    }

    // The address may name an event that is hidden, or bring back an earlier choice.
    function arrive() {
      const named = namedInAddress();
      const unseen = named?.closest("[hidden]");
      read();
      show();
      if (unseen) named.scrollIntoView();
    }

    form.addEventListener("change", () => {
      write();
      show();
    });
    panel.addEventListener("toggle", prepare);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      if (chosen().length) empty();
      else {
        panel.open = false;
        panel.querySelector("summary").focus();
      }
    });
    clear.addEventListener("click", () => {
      empty();
      panel.querySelector("summary").focus();
    });
    window.addEventListener("popstate", arrive);
    window.addEventListener("hashchange", arrive);

    // Boxes can be checked before this runs.
    if (chosen().length) write();
    else read();
    if (chosen().length) show();
  }

  function namedInAddress() {
    try {
      return document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
      return null;
    }
  }

  function readdress(url) {
    try {
      history.replaceState(history.state, "", url);
    } catch {
      // Pages opened as files may not; the choice holds all the same.
    }
    carry(url.search);
  }

  // The same page in the other order or in another language keeps the choice.
  function carry(search) {
    for (const link of document.querySelectorAll(".order a, .languages a")) link.search = search;
  }

  function startDensity(box) {
    box.checked = document.documentElement.dataset.density === "compact";
    box.addEventListener("change", () => {
      remember("density", box.checked ? "compact" : "");
      // The sizes that stand for events far away were those of the other setting.
      document.documentElement.classList.remove("sifting");
      const url = new URL(location);
      if (box.checked) url.searchParams.set("density", "compact");
      else url.searchParams.delete("density");
      readdress(url);
    });
  }

  document.querySelectorAll(".filter").forEach(startFilter);
  document.querySelectorAll(".density input").forEach(startDensity);
  if (location.search) carry(location.search);
}
