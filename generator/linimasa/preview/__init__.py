"""The live preview: a web server that builds a site again whenever something was saved.

Pure: `answers` to requests, from a `shelf` of pages and a `dashboard`. With effects: `watching`
wakes, `showing` builds, `serve` sends. `assets/` is what browsers get besides the site.
"""
