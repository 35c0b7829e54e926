"""A lost or changed phone number: changing it oneself, or through a counter where an officer sees the person and the document."""
