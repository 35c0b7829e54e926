"""Catalogue for machines: plain JSON, linked data (CPSV-AP 3.2), national item fields, sitemap, feed."""
