// In a page that is made for frames, before anything is drawn.
{
  const root = document.documentElement;
  // A site that is always light, or always dark, says so in the address: ?theme=light.
  root.dataset.theme = new URLSearchParams(location.search).get("theme") ?? "";

  // Tells the page around how high this one is, now and whenever that changes; anybody may know.
  const tell = () =>
    parent.postMessage({ linimasaHeight: root.getBoundingClientRect().height }, "*");
  if (parent !== self) {
    new ResizeObserver(tell).observe(root);
    addEventListener("message", ({ data, source }) => {
      if (source === parent && data?.linimasaAsks === "height") tell();
    });
  }

  // The code for other sites; where a browser keeps its clipboard closed, the reader copies it.
  function startCopying(box) {
    const text = box.querySelector("textarea");
    const said = box.querySelector("[role]");
    box.querySelector("button").addEventListener("click", async () => {
      said.textContent = "";
      const copied = await navigator.clipboard?.writeText(text.value).then(() => "done", () => "");
      if (!copied) {
        text.focus();
        text.select();
      }
      said.textContent = said.dataset[copied || "else"];
    });
  }

  addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("#code").forEach(startCopying);
  });
}
