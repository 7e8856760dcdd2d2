// What a capacity search is asked.

/// The settings of a capacity search.
package struct CapacitySettings: Equatable, Sendable {
    /// The smallest storm, at least 1. The search begins with it.
    package var from: Int
    /// The largest storm, at least `from`. No storm is larger.
    package var to: Int
    /// The size that is to pass each of at least three storms; nil if nothing is required.
    package var require: Int?
    /// The most storms, those that do not count included.
    package var maxStorms: Int
    /// The search goes on until the upper end of the interval is at most this many times the lower one, or until the
    /// target's own chance makes more storms a poor bargain (`SearchRules.ratio`).
    package var precision: Double

    /// Creates settings. Sizes out of order are moved into it: whoever takes them from a user refuses them before.
    package init(
        from: Int, to: Int, require: Int? = nil, maxStorms: Int = 40,
        precision: Double = 1.15
    ) {
        self.from = max(1, from)
        self.to = max(1, from, to)
        self.require = require
        self.maxStorms = maxStorms
        self.precision = precision
    }
}
