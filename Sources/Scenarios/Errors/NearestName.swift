// Finds the known name nearest to an unknown one.

/// Suggests what the author may have meant.
package enum NearestName {
    /// The known name with the fewest edits from `name`, if they are few enough for a typing error.
    package static func of(_ name: String, among known: some Sequence<String>) -> String? {
        let wanted = normalised(name)
        guard !wanted.isEmpty, wanted.count <= 60 else { return nil }
        var best: (name: String, distance: Int)?
        for candidate in known {
            let other = normalised(candidate)
            // In a word of one or two letters, a single edit can produce any other word.
            let longer = max(wanted.count, other.count)
            let allowed = longer < 3 ? 0 : max(1, longer / 3)
            guard abs(other.count - wanted.count) <= allowed else { continue }
            let distance = edits(wanted, other)
            if distance <= allowed, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name
    }

    /// Ignores case and the difference between `_` and `-`.
    private static func normalised(_ name: String) -> [Unicode.Scalar] {
        name.lowercased().unicodeScalars.map { $0 == "_" ? "-" : $0 }
    }

    /// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours.
    private static func edits(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in 1...max(1, left.count) where row <= left.count {
            var current = [row]
            for column in 1...max(1, right.count) where column <= right.count {
                let same = left[row - 1] == right[column - 1]
                var least = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (same ? 0 : 1))
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    least = min(least, beforeLast[column - 2] + 1)
                }
                current.append(least)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
