"""What several pages show: structs for templates and the functions that fill them."""
