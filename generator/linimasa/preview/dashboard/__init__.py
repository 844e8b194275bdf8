"""How a site stands, on one page of the preview: what is wrong, what waits, what is missing.

In: a site that was laid out, and what is told of it. Out: a frozen value, and HTML made from it.
The page is for editors alone and never built; its template is our own, so that no theme can break
the place where one looks for what is broken.
"""

from linimasa.preview.dashboard.page import draw
from linimasa.preview.dashboard.survey import Survey, advice_on, survey

__all__ = ["Survey", "advice_on", "draw", "survey"]
