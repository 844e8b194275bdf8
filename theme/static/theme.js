// The reader's choices, before anything is drawn.
{
  const { dataset } = document.documentElement;
  try {
    Object.assign(dataset, JSON.parse(localStorage.linimasa));
  } catch {}
  dataset.density = new URLSearchParams(location.search).get("density") || dataset.density || "";
}
