// Random numbers that can be had again.
package import Measuring

/// The generator of randomised tests. A test prints its seed by having it as an argument.
package typealias SeededGenerator = SplitMix64
