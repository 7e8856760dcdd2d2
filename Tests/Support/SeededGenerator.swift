// Reproducible random numbers.
package import Measuring

/// The generator of randomised tests. A test prints its seed by having it as an argument.
package typealias SeededGenerator = SplitMix64
