"""A small invented world for the demo and the tests: monitoring sources, nine platforms and their public pages.

It speaks over real sockets and shares no URL or page code with Writ, so it can bear witness against it. Everything in
it is fictional and follows from a seed, a day and the log of the notices that it received.
"""
