// ExtractingTests
