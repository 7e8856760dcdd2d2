import Foundation
import FoundationXML
import Support
import Testing

@testable import Reporting

@Suite struct `Text in markup` {
    @Test(arguments: [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"), ("\"it's\"", "&quot;it&#39;s&quot;"),
        ("bell\u{7}, zero\u{0}, escape\u{1B}", "bell\u{FFFD}, zero\u{FFFD}, escape\u{FFFD}"),
        ("line\nfeed", "line\nfeed"), ("over\u{202E}ride", "over\u{FFFD}ride"), ("\u{FFFF}", "\u{FFFD}"),
        ("größer 名前 🙂", "größer 名前 🙂"), ("", ""),
    ])
    func `escapes foreign text`(text: String, escaped: String) {
        #expect(Markup(escaping: text).text == escaped)
        #expect(Markup("<p title=\"\(text)\">").text == "<p title=\"\(escaped)\">")
    }

    @Test func `keeps the program's own literals, numbers and markup`() {
        let bold: Markup = "<b>\("a<b")</b>"
        #expect(Markup("<p>\(bold) \(3) \(2.25)</p>").text == "<p><b>a&lt;b</b> 3 2.3</p>")
        #expect([bold, bold].joined() == bold + bold)
    }

    @Test(arguments: 1...50 as ClosedRange<UInt64>)
    func `is well-formed whatever enters it`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var text = ""
        for _ in 0..<200 {
            let limit = [0x80, 0x3000, 0x11_0000].randomElement(using: &random) ?? 0x80
            if let scalar = Unicode.Scalar(UInt32.random(in: 0..<UInt32(limit), using: &random)) {
                text.unicodeScalars.append(scalar)
            }
        }
        #expect(XMLTrouble.of("<p title=\"\(Markup(escaping: text).text)\">\(Markup(escaping: text).text)</p>") == nil)
    }
}

@Suite struct `A drawing` {
    @Test(arguments: [
        (0.0, "0"), (1.0, "1"), (-1.0, "-1"), (12.34, "12.3"), (12.35, "12.4"), (-0.04, "0"), (-0.26, "-0.3"),
        (.nan, "0"), (.infinity, "0"), (99.96, "100"),
    ])
    func `has coordinates to a tenth of a pixel`(value: Double, text: String) {
        #expect(SVG.number(value) == text)
    }

    @Test func `is an image with a name and a description, in which texts are escaped`() {
        var svg = SVG(width: 100, height: 50)
        svg.text("a<b", x: 1, y: 2)
        svg.rectangle(x: 0, y: 0, width: -3, height: 4, .run)
        let image = svg.image(id: "x", title: "T & t", description: "D").text
        #expect(XMLTrouble.of(image) == nil)
        #expect(image.contains("role=\"img\" aria-labelledby=\"x-title x-desc\""))
        #expect(image.contains("<title id=\"x-title\">T &amp; t</title><desc id=\"x-desc\">D</desc>"))
        #expect(image.contains(">a&lt;b</text>") && image.contains("width=\"0\""))
    }

    @Test func `has steps that leave out what cannot be seen`() {
        var path = StepPath(from: (0, 100))
        path.step(to: (10, 100.02))
        path.step(to: (20, 90))
        path.step(to: (20.01, 80))
        path.end(at: 50)
        #expect(path.data == "M0 100H20V90V80H50")
    }
}

@Suite struct `A time axis` {
    private func labels(_ first: Double, _ last: Double) -> [String] {
        TimeScale(from: first, to: last).ticks.map(\.label)
    }

    @Test func `has one unit, and round ticks`() {
        #expect(labels(0, 1000) == ["0", "200", "400", "600", "800", "1000"])
        #expect(TimeScale(from: 0, to: 1999).unit == .milliseconds)
        #expect(TimeScale(from: 0, to: 2000).unit == .seconds && TimeScale(from: 0, to: 119_999).unit == .seconds)
        #expect(TimeScale(from: 0, to: 120_000).unit == .minutes)
        #expect(labels(0, 3000) == ["0.0", "0.5", "1.0", "1.5", "2.0", "2.5", "3.0"])
        #expect(labels(0, 600_000) == ["0:00", "2:00", "4:00", "6:00", "8:00", "10:00"])
        #expect(labels(-500, 1000).first == "-500")
    }

    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func `has three to eight ticks within it, each with a label of its own`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let first = Bool.random(using: &random) ? 0 : -Double.random(in: 0...5000, using: &random)
        let length = exp(Double.random(in: -3...18, using: &random))
        let scale = TimeScale(from: first, to: first + length)
        #expect((3...8).contains(scale.ticks.count), "\(first) to \(scale.last): \(scale.ticks)")
        #expect(scale.ticks.allSatisfy { (-1e-9...1 + 1e-9).contains(scale.share(of: $0.milliseconds)) })
        #expect(Set(scale.ticks.map(\.label)).count == scale.ticks.count)
    }

    @Test func `is never empty`() {
        let scale = TimeScale(from: 5, to: 5)
        #expect(scale.last == 6 && scale.share(of: 5) == 0)
        #expect(TimeScale(from: 0, to: 0.25).last == 0.25)
    }

    @Test(arguments: [(0.7, 1.0), (1.0, 1.0), (1.1, 2.0), (3.0, 5.0), (6.0, 10.0), (0.012, 0.02), (45_000, 50_000)])
    func `takes steps of 1, 2 or 5 times a power of ten`(size: Double, step: Double) {
        #expect(abs(RoundStep.of(size) - step) < step * 1e-9)
    }

    @Test func `needs as many decimals as its step`() {
        #expect(RoundStep.digits(5) == 0 && RoundStep.digits(0.5) == 1 && RoundStep.digits(0.02) == 2)
    }
}

@Suite struct `A value axis` {
    @Test func `ends with the number of people`() {
        #expect(ValueScale.all(500).ticks.map(\.label) == ["0", "100", "200", "300", "400", "500"])
        #expect(ValueScale.all(10_000).ticks.last?.label == "10,000")
        #expect(ValueScale.all(7).ticks.map(\.label) == ["0", "2", "4", "7"])
        #expect(ValueScale.all(0).most == 1)
    }

    @Test(arguments: [0.0, 0.3, 1, 7, 42, 99, 101, 12_345])
    func `has at most six round lines, and holds the largest value`(largest: Double) {
        let scale = ValueScale.upTo(largest)
        #expect(scale.most >= largest && (2...6).contains(scale.ticks.count))
        #expect(Set(scale.ticks.map(\.label)).count == scale.ticks.count)
    }
}

@Suite struct `Labels beside a plot` {
    @Test func `stand apart, and in the plot`() {
        #expect(PlotLabel.spread([10, 100], from: 0, to: 200) == [10, 100])
        let close = PlotLabel.spread([10, 11, 12, 13], from: 0, to: 200)
        #expect(zip(close, close.dropFirst()).allSatisfy { $1 - $0 >= Plot.lineHeight })
        let low = PlotLabel.spread([195, 198, 199], from: 0, to: 200)
        #expect(low.last == 200 && zip(low, low.dropFirst()).allSatisfy { $1 - $0 >= Plot.lineHeight })
    }
}

/// What an XML parser dislikes.
enum XMLTrouble {
    /// The parser's message and line; nil if the text is well-formed.
    static func of(_ text: String) -> String? {
        let parser = XMLParser(data: Data(text.utf8))
        guard !parser.parse() else { return nil }
        return
            "\(parser.parserError.map { "\($0)" } ?? "?") in line \(parser.lineNumber), column \(parser.columnNumber)"
    }
}
