"""All measurements of pre-review."""

from bench.prereview.reading import main

if __name__ == "__main__":
    main()
