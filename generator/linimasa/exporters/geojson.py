"""GeoJSON of each language (RFC 7946): the events with coordinates.

In: the site and its plans. Out: `events.geojson` below the root of each language.
"""

from __future__ import annotations

from collections.abc import Iterator

from linimasa.exporters.feed import headline
from linimasa.exporters.jsonfile import dump, listing
from linimasa.exporters.published import Published, WholeEvent, alone, in_each_language
from linimasa.load import listed_event
from linimasa.model.address import whole
from linimasa.model.files import Output
from linimasa.model.record import Event
from linimasa.model.settings import ExportFormat
from linimasa.model.site import Site
from linimasa.plan import Edition


def export(published: Published) -> tuple[Output, ...]:
    """A file for each language of the site."""
    return in_each_language(published, ExportFormat.GEOJSON, _pieces)


def left_out(site: Site) -> int:
    """How many public events are not in it."""
    zone = site.settings.timezone
    public = (entry.outline for entry in site.entries.values() if entry.public)
    return sum(not _is_placed(listed_event(one, zone)) for one in public)


def _pieces(published: Published, edition: Edition) -> Iterator[bytes]:
    features = filter(None, published.each(feature, edition))
    return listing(dump({"type": "FeatureCollection"}), "features", features)


def feature(event: WholeEvent, edition: Edition) -> str:
    """An event as a point with properties; an empty text where its place is known in words only."""
    place = event.event.place
    if place is None or not _is_placed(event.event):
        return ""
    shown = alone(event, edition)
    properties = {
        "title": headline(shown),
        "date": shown.date.edtf,
        "date_words": shown.date.words,
        "status": shown.status.id,
        "status_words": shown.status.label.text,
        "summary": shown.summary.text if shown.summary else "",
        "place": shown.place.text if shown.place else "",
        "url": whole(edition.settings.url, shown.address),
    }
    return dump(
        {
            "type": "Feature",
            "id": shown.id,
            "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]},
            "properties": {name: value for name, value in properties.items() if value},
        }
    )


def _is_placed(event: Event) -> bool:
    place = event.place
    return place is not None and place.lat is not None and place.lon is not None
