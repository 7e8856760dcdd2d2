import Testing

@testable import Reporting

@Suite struct `The report's colours` {
    /// The relative luminance of WCAG 2.
    private func luminance(_ hex: String) -> Double {
        let value = Int(hex.dropFirst(), radix: 16) ?? 0
        let parts = [value >> 16, value >> 8 & 255, value & 255].map { part -> Double in
            let share = Double(part) / 255
            return share <= 0.04045 ? share / 12.92 : power((share + 0.055) / 1.055)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }

    /// To the power of 2.4, by the fifth root of the twelfth power.
    private func power(_ base: Double) -> Double {
        let twelfth = (1...12).reduce(1.0) { product, _ in product * base }
        var root = 1.0
        for _ in 0..<200 { root -= (root * root * root * root * root - twelfth) / (5 * root * root * root * root) }
        return root
    }

    private func contrast(_ one: String, _ other: String) -> Double {
        let (one, other) = (luminance(one), luminance(other))
        return (max(one, other) + 0.05) / (min(one, other) + 0.05)
    }

    @Test func `the formula knows black on white`() {
        #expect((contrast("#000000", "#FFFFFF") * 10).rounded() == 210)
        #expect((contrast("#57606A", "#FFFFFF") * 10).rounded() == 64)
    }

    @Test(arguments: Paint.all.filter { $0 != .paper && $0 != .grid })
    func `stand out on white and on dark paper`(_ paint: Paint) {
        #expect(contrast(paint.light, Paint.paper.light) >= 3)
        #expect(contrast(paint.dark ?? paint.light, Paint.paper.dark ?? "") >= 3)
    }

    @Test(arguments: [Paint.ink, .muted])
    func `text can be read on both`(_ paint: Paint) {
        #expect(contrast(paint.light, Paint.paper.light) >= 4.5)
        #expect(contrast(paint.dark ?? paint.light, Paint.paper.dark ?? "") >= 4.5)
    }

    @Test func `the style sheet changes every colour that differs on dark paper`() {
        for paint in Paint.all where paint.dark != nil {
            let style = paint.style ?? ""
            #expect(StyleSheet.text.contains(".\(style)-fill { fill: \(paint.light) }"))
            #expect(StyleSheet.text.contains(".\(style)-stroke { stroke: \(paint.dark ?? "") }"))
        }
        #expect(Paint.all.allSatisfy { ($0.dark == nil) == ($0.style == nil) })
        let styles = Paint.all.compactMap(\.style)
        #expect(Set(styles).count == styles.count)
    }
}
