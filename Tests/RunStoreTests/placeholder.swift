// RunStoreTests
