"""One package for each place; a package imports no other one: what two need is in `pwa.views`."""
