"""The demo: an invented world, the processes that serve it, and one whole cycle through it.

The world is made by the same jobs as real use, with past dates, so its books are as true as
those of a real market. It lives in a database of its own kind: one that says it is a demo.
"""
