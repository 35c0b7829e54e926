"""What the sample identity provider knows: invented staff, codes it gave out, and its pages."""
