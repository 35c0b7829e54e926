"""Guided from afar (远程指导): somebody elsewhere sees the step a resident is at, masked, and points; she alone types and presses.

In the docstrings of this room “she” is the resident who is guided.
"""
