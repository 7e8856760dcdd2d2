// Recorded joins, as exports of platforms, logs and spreadsheets have them.
import Measuring

/// Reads when people joined from a file: one join a line, in any order.
///
/// A time is a number of seconds or a duration since the start; a number so large that it can only be a Unix time
/// (seconds or milliseconds); a date and time (ISO 8601); or a time of day. Those of the last three kinds are counted
/// from the earliest.
struct JoinTimes {
    /// When each joined, in nanoseconds since the start, in ascending order.
    private(set) var nanoseconds: [Int64] = []

    /// The most joins of a file.
    static let most = 1_000_000
    /// Names of the column, in lower case.
    private static let columns = ["time", "joined", "join_time", "joined_at", "timestamp"]

    /// How a time is written.
    private enum Kind {
        case sinceStart, unix, date, clock

        var words: String {
            switch self {
            case .sinceStart: "a time since the start"
            case .unix: "a Unix time"
            case .date: "a date and time"
            case .clock: "a time of day"
            }
        }
    }

    init(_ bytes: [UInt8]) throws(DataFault) {
        var scan = CSVScan(bytes)
        var fields: [CSVScan.Field] = []
        var column = 0
        var isFirst = true
        // How many columns the header names; nil: there is none.
        var named: Int?
        var first: (kind: Kind, line: Int)?
        var days: Int64 = 0
        var previous: Int64 = 0
        while let (_, line) = try scan.next(into: &fields) {
            if isFirst {
                isFirst = false
                if CSVSeparator.isDeclared(by: fields, in: scan) {
                    throw DataFault(mistake: .separatorDeclared, line: line)
                }
                if let (separator, column) = CSVSeparator.of(fields, in: scan) {
                    throw DataFault(mistake: .otherSeparator(separator), line: line, column: column)
                }
                let names = fields.map { scan.text($0).trimmed.lowercased().replacing(" ", with: "_") }
                if let place = names.firstIndex(where: JoinTimes.columns.contains) {
                    column = place
                    named = names.lastIndex { !$0.isEmpty }.map { $0 + 1 }
                    continue
                }
                // Without such a name the first column counts.
                if JoinTimes.isHeader(scan.text(fields[0]).trimmed) {
                    named = names.lastIndex { !$0.isEmpty }.map { $0 + 1 }
                    continue
                }
            }
            guard column < fields.count else {
                throw DataFault(mistake: .joinWithoutTime(column: column + 1), line: line)
            }
            let text = scan.text(fields[column]).trimmed
            guard case (let kind, var time)? = JoinTimes.read(text) else {
                // The time may be in another column.
                let other = fields.indices.contains {
                    $0 != column && JoinTimes.read(scan.text(fields[$0]).trimmed) != nil
                }
                throw DataFault(
                    mistake: .notJoinTime(JoinTimeForm.of(text), isInOtherColumn: other), line: line,
                    column: scan.column(of: fields[column]))
            }
            if fields.count > named ?? 1, column + 1 < fields.count,
                JoinTimes.mayGoOn(text, behindComma: scan.text(fields[column + 1]).trimmed)
            {
                throw DataFault(mistake: .decimalComma, line: line, column: scan.column(of: fields[column + 1]))
            }
            if let first, first.kind != kind {
                throw DataFault(
                    mistake: .joinTimesDiffer(found: kind.words, first: first.kind.words, firstLine: first.line),
                    line: line, column: scan.column(of: fields[column]))
            }
            if first == nil { first = (kind, line) }
            if kind == .clock {
                // Midnight lies between 23:59 and 00:01.
                if !nanoseconds.isEmpty, time < previous - JoinTimes.day / 2 { days += 1 }
                previous = time
                time += days * JoinTimes.day
            }
            guard nanoseconds.count < JoinTimes.most else {
                throw DataFault(mistake: .tooManyRows(limit: JoinTimes.most), line: line)
            }
            nanoseconds.append(time)
        }
        nanoseconds.sort()
        if let first, first.kind != .sinceStart, let earliest = nanoseconds.first {
            for index in nanoseconds.indices { nanoseconds[index] -= earliest }
        }
    }

    /// Whether a first line that begins like this has the names of the columns: a word, and nothing like a time that
    /// cannot be read, which would be left out unnoticed.
    private static func isHeader(_ text: String) -> Bool {
        guard text.contains(where: \.isNumber) else { return true }
        return text.first?.isLetter == true && !text.contains(":")
    }

    /// Whether the time may have its fraction behind a comma: what stands there is a number, and the time has no fraction
    /// and no unit.
    private static func mayGoOn(_ time: String, behindComma next: String) -> Bool {
        !next.isEmpty && WholeNumber.isDigits(next) && !time.contains(".") && time.last?.isNumber == true
    }

    private static let second: Int64 = 1_000_000_000
    private static let day = 86_400 * second

    /// The time in nanoseconds, from whatever its kind counts from; nil if the text is no time.
    private static func read(_ text: String) -> (Kind, Int64)? {
        if let (whole, fraction) = number(text) {
            switch whole {
            // From 2001 on, in seconds, and from 1973 on, in milliseconds: no event lasts that long.
            case ..<1_000_000_000: return (.sinceStart, whole * second + fraction)
            case ..<9_000_000_000: return (.unix, whole * second + fraction)
            case 100_000_000_000..<9_000_000_000_000: return (.unix, whole * 1_000_000 + fraction / 1000)
            default: return nil
            }
        }
        if let duration = DurationText.parse(text) { return (.sinceStart, duration.wholeNanoseconds) }
        if let clock = clock(text[...]) { return (.clock, clock) }
        return date(text).map { (.date, $0) }
    }

    /// A number, as its whole part and billionths of one; further digits are cut off.
    private static func number(_ text: some StringProtocol) -> (whole: Int64, billionths: Int64)? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard (1...13).contains(parts[0].utf8.count), WholeNumber.isDigits(parts[0]), let whole = Int64(parts[0]) else {
            return nil
        }
        guard parts.count == 2 else { return (whole, 0) }
        guard !parts[1].isEmpty, WholeNumber.isDigits(parts[1]) else { return nil }
        return Int64((parts[1] + "000000000").prefix(9)).map { (whole, $0) }
    }

    /// `09:58`, `09:58:12`, `09:58:12.250`.
    private static func clock(_ text: Substring) -> Int64? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3, let hour = number(parts[0], 0...47, digits: 1...2),
            let minute = number(parts[1], 0...59, digits: 2...2)
        else { return nil }
        var rest: Int64 = 0
        if parts.count == 3 {
            guard parts[2].prefix(while: { $0 != "." }).utf8.count == 2, let (whole, fraction) = number(parts[2]),
                whole <= 60
            else { return nil }
            rest = whole * second + fraction
        }
        return Int64(hour * 3600 + minute * 60) * second + rest
    }

    /// `2026-11-24T09:58:12.250+01:00`, also with a space in the middle, without seconds, and without a zone (UTC).
    private static func date(_ text: String) -> Int64? {
        guard let middle = text.firstIndex(where: { $0 == "T" || $0 == "t" || $0 == " " }) else { return nil }
        let parts = text[..<middle].split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, let year = number(parts[0], 1971...2200, digits: 4...4),
            let month = number(parts[1], 1...12, digits: 2...2), let day = number(parts[2], 1...31, digits: 2...2)
        else { return nil }
        var time = Substring(text[text.index(after: middle)...].trimmed)
        var offset: Int64 = 0
        if time.hasSuffix("Z") || time.hasSuffix("z") {
            time = time.dropLast()
        } else if let sign = time.lastIndex(where: { $0 == "+" || $0 == "-" }) {
            let zone = time[time.index(after: sign)...].filter { $0 != ":" }
            guard zone.utf8.count == 2 || zone.utf8.count == 4,
                let hours = number(zone.prefix(2)[...], 0...18, digits: 2...2),
                let minutes = zone.utf8.count == 2 ? 0 : number(zone.suffix(2)[...], 0...59, digits: 2...2)
            else { return nil }
            offset = Int64(hours * 3600 + minutes * 60) * (time[sign] == "-" ? -second : second)
            time = Substring(time[..<sign].trimmed)
        }
        guard let clock = clock(time) else { return nil }
        return daysSince1970(year, month, day) * JoinTimes.day + clock - offset
    }

    private static func number(_ text: Substring, _ range: ClosedRange<Int>, digits: ClosedRange<Int>) -> Int? {
        guard digits.contains(text.utf8.count), WholeNumber.isDigits(text), let number = Int(text),
            range.contains(number)
        else { return nil }
        return number
    }

    /// Days of the proleptic Gregorian calendar (Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = year / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int64(era * 146_097 + dayOfEra - 719_468)
    }
}
