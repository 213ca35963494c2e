"""What one run of one test cannot show: counted, a sample in CI, in full by `make proof`."""
