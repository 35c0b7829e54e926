"""The catalogue for machines: plain JSON, linked data (CPSV-AP 3.2), the national item fields, sitemap and feed."""
