// Rates and plain numbers, read exactly, and written so that they are read back the same.

/// Rates, written as a number over a unit of time: `50/s`, `300/m`, `1000/h`.
enum RateText {
    /// The units with their seconds, in the order in which a rate is tried when it is written.
    private static let units: [(name: String, seconds: Double)] = [("s", 1), ("m", 60), ("h", 3600)]

    /// The rate per second; nil if the text is not a rate.
    static func parse(_ text: String) -> Double? {
        guard let slash = text.firstIndex(of: "/") else { return nil }
        let unit = text[text.index(after: slash)...]
        guard let seconds = units.first(where: { $0.name == unit })?.seconds,
            let number = Decimal(text[..<slash])?.value()
        else { return nil }
        return number / seconds
    }

    /// Units as people write them.
    private static let otherUnits = [
        "": "s", "s": "s", "sec": "s", "secs": "s", "second": "s", "seconds": "s", "rps": "s", "m": "m", "min": "m",
        "mins": "m", "minute": "m", "minutes": "m", "rpm": "m", "h": "h", "hr": "h", "hour": "h", "hours": "h",
    ]

    /// What a text that is not a rate may mean: a number without its unit, another unit, a comma in the number.
    static func suggestion(for text: String) -> String? {
        let compact = text.lowercased().filter { !$0.isWhitespace }
        let written = String(compact.prefix { $0.isASCII && ($0.isNumber || ".,'_".contains($0)) })
        let number =
            WholeNumber.digits(of: written) ?? (written.contains(".") ? nil : WholeNumber.grouped(written)?.digits)
            ?? written.replacing(",", with: ".")
        var unit = compact.dropFirst(written.count)
        for start in ["/", "per", "p/"] where unit.hasPrefix(start) { unit = unit.dropFirst(start.count) }
        guard let ours = otherUnits[String(unit)] else { return nil }
        let rate = "\(number)/\(ours)"
        return parse(rate) == nil ? nil : rate
    }

    /// The rate as the language writes it, in the first unit in which it is read back the same.
    static func write(_ perSecond: Double) -> String {
        for unit in units {
            let text = "\(NumberText.write(perSecond * unit.seconds))/\(unit.name)"
            if parse(text) == perSecond { return text }
        }
        return "\(NumberText.write(perSecond))/s"
    }
}

/// Numbers with a fraction.
enum NumberText {
    /// The number with at most 15 significant digits, which is what ``Decimal`` reads, and no exponent.
    static func write(_ number: Double) -> String {
        guard number.magnitude < 1e15 else { return String(Int64(number)) }
        for places in 0...14 {
            let scale = Double(Decimal.power(places))
            let scaled = (number * scale).rounded()
            // No more digits than a Double holds, and no more than needed.
            guard scaled.magnitude < 1e15 else { break }
            if scaled / scale == number || (scaled * 10).magnitude >= 1e15 || places == 14 {
                let digits = String(Int64(scaled.magnitude))
                guard places > 0 else { return (scaled < 0 ? "-" : "") + digits }
                let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
                var text = "\(padded.dropLast(places)).\(padded.suffix(places))"
                while text.hasSuffix("0") { text.removeLast() }
                if text.hasSuffix(".") { text.removeLast() }
                return (scaled < 0 ? "-" : "") + text
            }
        }
        return String(Int64(number.rounded()))
    }
}
