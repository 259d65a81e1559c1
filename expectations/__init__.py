"""Great Expectations suites built from the registries, and the gate adapter."""
