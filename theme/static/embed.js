// For pages of other sites that show parts of this one in frames: makes each frame as high as what
// is in it. Without this script frames keep their height and scroll. Code that names this file
// lives on other sites for years, so its name stays, and so do the two messages.
(() => {
  "use strict";
  const own = document.currentScript?.src;
  if (!own) return;
  const site = new URL(".", own);
  const HIGHEST = 50_000; // No page of ours is higher; who says so is not one.
  const frames = () =>
    [...document.querySelectorAll("iframe")].filter(({ src }) => src.startsWith(site.href));

  addEventListener("message", ({ data, origin, source }) => {
    const height = data?.linimasaHeight;
    if (origin !== site.origin || !(Number.isFinite(height) && height > 0 && height < HIGHEST)) return;
    const frame = frames().find((one) => one.contentWindow === source);
    if (frame) frame.style.height = `${Math.ceil(height)}px`;
  });
  // Those that were there first have told it to nobody. It is no secret that they are asked.
  for (const frame of frames()) frame.contentWindow?.postMessage({ linimasaAsks: "height" }, "*");
})();
