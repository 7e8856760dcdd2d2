// A curve in one line of text.

/// Draws a share over time with block characters.
package enum Sparkline {
    private static let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// The shares (0 to 1), one character each. Nothing at all is a dot, so that a start that waits can be seen and
    /// counted.
    package static func of(_ shares: [Double]) -> String {
        String(
            shares.map { share in
                guard share > 0 else { return "·" }
                let level = Int((share * Double(blocks.count)).rounded(.up)) - 1
                return blocks[min(max(level, 0), blocks.count - 1)]
            })
    }
}
