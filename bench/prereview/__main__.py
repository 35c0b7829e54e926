"""All measurements of pre-review: how long it takes a resident, and what is read right."""

from bench.prereview import answered, reading

if __name__ == "__main__":
    answered.main()
    reading.main()
