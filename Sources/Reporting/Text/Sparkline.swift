// A curve in one line of text.

/// Draws a share over time with block characters.
package enum Sparkline {
    private static let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// One character per share (0 to 1). Zero is a dot, so that an initial wait is visible and can be counted.
    package static func of(_ shares: [Double]) -> String {
        String(
            shares.map { share in
                guard share > 0 else { return "·" }
                let level = Int((share * Double(blocks.count)).rounded(.up)) - 1
                return blocks[min(max(level, 0), blocks.count - 1)]
            })
    }
}
