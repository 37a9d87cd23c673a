// Activity sources and meters belong to the process, and each test has backends of its own: one after the other.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
