// MeasuringTests
