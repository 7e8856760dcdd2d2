// Numbers with units, read exactly: whole numbers, shares, durations.
//
// All are read as integers with a power of ten. Nothing becomes a binary fraction before the last step, so 99.5% is the
// same value wherever it is written.

/// Whole numbers.
enum WholeNumber {
    /// The digits of a whole number, with a minus sign if there is one and without underscores; nil if it is not one. A
    /// leading zero is rejected, since YAML 1.1 read it as octal.
    static func digits(of text: String) -> String? {
        let isNegative = text.hasPrefix("-")
        let body = isNegative ? text.dropFirst() : text[...]
        guard let first = body.first, let last = body.last, first != "_", last != "_",
            body.utf8.allSatisfy({ Decimal.isDigit($0) || $0 == UInt8(ascii: "_") })
        else { return nil }
        let digits = body.filter { $0 != "_" }
        guard digits.count == 1 || !digits.hasPrefix("0") else { return nil }
        return isNegative ? "-\(digits)" : digits
    }

    /// Whether the text consists of digits.
    static func isDigits(_ text: some StringProtocol) -> Bool { text.utf8.allSatisfy { Decimal.isDigit($0) } }

    /// A whole number written with separators between its thousands.
    struct Grouped: Hashable {
        /// Its digits alone.
        var digits: String
        /// The separator's name: `comma`.
        var separator: String
    }

    private static let separators: [Character: String] = [
        ",": "comma", ".": "point", "'": "apostrophe", "’": "apostrophe", " ": "space", "\u{A0}": "space",
        "\u{202F}": "space",
    ]

    /// Reads `1,000`, `1.000`, `1 000` and `1'000`; nil if the text is nothing of these.
    static func grouped(_ text: String) -> Grouped? {
        guard let separator = text.first(where: { separators[$0] != nil }), let name = separators[separator] else {
            return nil
        }
        let groups = text.split(separator: separator, omittingEmptySubsequences: false)
        guard let first = groups.first, (1...3).contains(first.count), groups.dropFirst().allSatisfy({ $0.count == 3 }),
            groups.allSatisfy({ isDigits($0) }), let digits = digits(of: groups.joined())
        else { return nil }
        return Grouped(digits: digits, separator: name)
    }
}

/// A decimal fraction, exactly as written: `units / 10^scale`.
struct Decimal: Hashable {
    var units: Int64
    var scale: Int

    /// Reads digits with at most one decimal point, at most 15 digits in total, so that a Double holds them exactly.
    init?(_ text: some StringProtocol) {
        var units: Int64 = 0
        var scale = 0
        var digits = 0
        var afterPoint = false
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "."), !afterPoint, digits > 0 {
                afterPoint = true
            } else if Decimal.isDigit(byte), digits < 15 {
                units = units * 10 + Int64(byte - UInt8(ascii: "0"))
                digits += 1
                if afterPoint { scale += 1 }
            } else {
                return nil
            }
            previous = byte
        }
        guard digits > 0, previous != UInt8(ascii: ".") else { return nil }
        self.units = units
        self.scale = scale
    }

    static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// Ten to the power of a small number.
    static func power(_ exponent: Int) -> Int64 { (0..<exponent).reduce(1) { product, _ in product * 10 } }

    /// The nearest Double to the value over a power of ten. Both operands of the division are exact.
    func value(over exponent: Int = 0) -> Double { Double(units) / Double(Decimal.power(scale + exponent)) }
}

/// Shares, written with a percent sign.
package enum ShareText {
    /// The share that a text such as `99.5%` means, as a fraction of one; nil if it is not a share.
    package static func parse(_ text: String) -> Double? {
        let text = text.trimmed
        guard text.hasSuffix("%") else { return nil }
        return Decimal(text.dropLast().trimmed)?.value(over: 2)
    }

    /// What a text that is not a share may mean: a fraction, a number without its percent sign, a decimal comma.
    static func suggestion(for text: String) -> String? {
        let point = text.replacing(",", with: ".")
        if point != text, let share = parse(point), share <= 1 { return point }
        guard let number = Decimal(point[...])?.value(), number > 0, number <= 100 else { return nil }
        return number <= 1 ? write(number) : "\(point)%"
    }
}

/// Durations, written as numbers with units: `500ms`, `30s`, `1h30m`, `1.5s`.
package enum DurationText {
    /// The units, from the longest.
    private static let units: [(name: String, nanoseconds: Int64)] = [
        ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1000),
    ]

    /// The longest duration that the language accepts.
    static let longest = Duration.seconds(1000 * 3600)

    /// The result of reading a duration.
    enum Reading: Hashable {
        case duration(Duration)
        /// Longer than ten years, or than the integer can hold.
        case tooLong
        /// Not a duration, or finer than a nanosecond.
        case none
    }

    /// The exact duration; nil if it is not one, finer than a nanosecond, or longer than ten years.
    package static func parse(_ text: String) -> Duration? {
        if case .duration(let duration) = read(text) { duration } else { nil }
    }

    /// Reads a duration. Each unit may occur once, longer ones first.
    static func read(_ text: String) -> Reading {
        var rest = Substring(text)
        var total: Int64? = 0
        var next = 0
        guard !rest.isEmpty else { return .none }
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(number.count)
            let name = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(name.count)
            guard let decimal = Decimal(number), let unit = units[next...].firstIndex(where: { $0.name == name }) else {
                return .none
            }
            next = unit + 1
            let (product, overflow) = decimal.units.multipliedReportingOverflow(by: units[unit].nanoseconds)
            let divisor = Decimal.power(decimal.scale)
            guard overflow || product % divisor == 0 else { return .none }
            let (sum, carry) = (total ?? 0).addingReportingOverflow(product / divisor)
            total = total == nil || overflow || carry || sum >= 315_360_000_000_000_000 ? nil : sum
        }
        return total.map { .duration(.nanoseconds($0)) } ?? .tooLong
    }

    /// Units as other languages write them.
    private static let otherUnits = [
        "hr": "h", "hrs": "h", "hour": "h", "hours": "h", "min": "m", "mins": "m", "minute": "m", "minutes": "m",
        "sec": "s", "secs": "s", "second": "s", "seconds": "s", "msec": "ms", "msecs": "ms", "millisecond": "ms",
        "milliseconds": "ms", "usec": "us", "µs": "us",
    ]

    /// What a text that is not a duration may mean: a number without a unit, a space before the unit, a unit that
    /// other languages write, a comma in the number; nil if it is nothing of these.
    static func suggestion(for text: String) -> String? {
        // A point is more likely to begin a fraction.
        if let number = WholeNumber.grouped(text), number.separator != "point" {
            return suggestion(for: number.digits)
        }
        if let digits = WholeNumber.digits(of: text) {
            // A thousand or more is hardly a number of seconds.
            guard let number = Int(digits), number >= 1000 else { return "\(text)s" }
            let milliseconds = "\(digits)ms"
            return parse(milliseconds).map { "\(milliseconds) (\(write($0)))" }
        }
        let compact = text.filter { !$0.isWhitespace }
        let written = String(compact.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == ",") })
        let unit = String(compact.dropFirst(written.count))
        let thousands = written.contains(",") ? WholeNumber.grouped(written)?.digits : nil
        let ours = (thousands ?? written.replacing(",", with: ".")) + (otherUnits[unit.lowercased()] ?? unit)
        return ours != text && parse(ours) != nil ? ours : nil
    }

    /// What a number without a unit may mean where response times are compared: from a hundred on it is one of
    /// milliseconds, a fraction is one of seconds, and others may be either.
    static func meanings(of text: String) -> String? {
        if let digits = WholeNumber.grouped(text)?.digits ?? WholeNumber.digits(of: text) {
            guard let number = Int(digits), number > 0 else { return nil }
            return number >= 100 ? "\(digits)ms" : "\(digits)s or \(digits)ms"
        }
        return Decimal(text) == nil ? nil : "\(text)s"
    }

    /// The duration as the language writes it: `1h30m`, `1500ms` as `1s500ms`, `0s`.
    static func write(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        var rest = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
        guard rest > 0 else { return "0s" }
        var text = ""
        for unit in units where rest >= unit.nanoseconds {
            text += "\(rest / unit.nanoseconds)\(unit.name)"
            rest %= unit.nanoseconds
        }
        guard rest > 0 else { return text }
        // Below a microsecond only a fraction is left; it goes to the smallest unit.
        let digits = String(1000 + rest).dropFirst()
        return text.hasSuffix("us") ? "\(text.dropLast(2)).\(digits)us" : "\(text)0.\(digits)us"
    }
}
