// Numbers for people: independent of locale, with only significant digits.

/// Numbers as text.
package enum Figures {
    /// A number with this many decimals, rounded half away from zero. Not a number: a dash.
    package static func fixed(_ value: Double, digits: Int) -> String {
        guard value.isFinite, value.magnitude < 1e15 else { return "–" }
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let scaled = (value.magnitude * scale).rounded(.toNearestOrAwayFromZero)
        guard scaled < 9e18 else { return "–" }
        var text = String(Int64(scaled))
        if digits > 0 {
            if text.count <= digits { text = String(repeating: "0", count: digits + 1 - text.count) + text }
            text.insert(".", at: text.index(text.endIndex, offsetBy: -digits))
        }
        return value < 0 && scaled > 0 ? "-" + text : text
    }

    /// Three significant digits, but integers from 100 on: `0.42`, `7.25`, `81.3`, `812`.
    package static func significant(_ value: Double) -> String {
        let size = value.magnitude
        // The limits are where rounding would yield a fourth digit: 9.996 is 10.0 and not 10.00.
        if size < 9.995 { return fixed(value, digits: 2) }
        if size < 99.95 { return fixed(value, digits: 1) }
        return fixed(value, digits: 0)
    }

    /// Three significant digits without zeros at the end of a fraction: `0.5`, `60`, `81.3`.
    package static func compact(_ value: Double) -> String {
        var text = significant(value)
        guard text.contains(".") else { return text }
        while text.hasSuffix("0") { text.removeLast() }
        return text.hasSuffix(".") ? String(text.dropLast()) : text
    }

    /// A time in milliseconds, in a suitable unit: `0.42 ms`, `812 ms`, `1.24 s`, `2 min 5 s`.
    package static func milliseconds(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        if value.magnitude < 999.5 { return significant(value) + " ms" }
        return seconds(value / 1000)
    }

    /// A time in seconds: `0.42 s`, `12.4 s`, `2 min 5 s`, `1 h 2 min`.
    package static func seconds(_ value: Double) -> String {
        guard value.isFinite, value.magnitude < 1e12 else { return "–" }
        if value.magnitude < 119.5 { return significant(value) + " s" }
        let whole = Int(value.rounded())
        if whole < 3600 {
            return whole % 60 == 0 ? "\(whole / 60) min" : "\(whole / 60) min \(whole % 60) s"
        }
        let minutes = whole / 60
        return minutes % 60 == 0 ? "\(minutes / 60) h" : "\(minutes / 60) h \(minutes % 60) min"
    }

    /// A count, in groups of three from 10,000 on.
    package static func count(_ value: Int) -> String {
        let digits = String(value.magnitude)
        guard digits.count > 4 else { return String(value) }
        var grouped = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place) % 3 == 0 { grouped.append(",") }
            grouped.append(digit)
        }
        return value < 0 ? "-" + grouped : grouped
    }

    /// A count of things: `1 request`, `12,000 requests`.
    package static func count(_ value: Int, _ thing: String) -> String {
        "\(count(value)) \(thing)\(value == 1 ? "" : "s")"
    }

    /// A share from 0 to 1 as a percentage. Less than all never reads 100 %, and more than nothing never 0 %: digits
    /// are added until the difference shows.
    package static func percentage(_ share: Double) -> String {
        guard share.isFinite else { return "–" }
        if share == 1 { return "100 %" }
        if share == 0 { return "0 %" }
        for digits in 1...6 {
            let text = fixed(share * 100, digits: digits)
            if (share < 1) == (Double(text) ?? 0 < 100), Double(text) != 0 { return text + " %" }
        }
        return share < 1 && share > 0.5 ? "99.999999 %" : "0.000001 %"
    }

    /// A number of things with its noun: `1 threshold`, `3 thresholds`.
    package static func counted(_ value: Int, _ one: String, _ many: String? = nil) -> String {
        "\(count(value)) \(value == 1 ? one : many ?? one + "s")"
    }
}
