// The parser of thresholds. The grammar is in `Thresholds.swift`.
import Measuring

/// Reads one threshold from left to right.
struct ThresholdParser {
    let expression: String
    let scalars: [Unicode.Scalar]
    /// The names of crowds and steps; nil if they are unknown. Then every name is taken.
    let names: ThresholdNames?
    var index = 0

    init(text: String, names: ThresholdNames?) {
        expression = text.trimmed
        scalars = Array(text.unicodeScalars)
        self.names = names
    }

    /// An argument in the parentheses, with its place.
    struct Argument {
        var text: String
        var isQuoted: Bool
        var offset: Int
        /// What stands before a colon and a quoted name: `learners: "log in, twice"`.
        var prefix: String?
    }

    /// The crowd that an argument names, and what it says about it.
    struct Place {
        var crowd: String?
        /// The rest; nil if the argument is a crowd alone.
        var name: String?
        var isQuoted = false
        var offset: Int
    }

    mutating func parse() throws(ThresholdError) -> Threshold {
        skipSpaces()
        let start = index
        let word = takeWhile {
            $0.properties.isAlphabetic || Decimal.isDigit($0) || $0 == "." || $0 == "-" || $0 == "_"
        }
        let arguments = try takeArguments()
        try refuseForeign(word, arguments, at: start)
        let (metric, crowd) = try metric(word, arguments, at: start)
        let comparison = try takeComparison()
        skipSpaces()
        let bound = rest()
        var threshold = try threshold(metric, comparison, bound.trimmed, at: index)
        threshold.crowd = crowd
        return threshold
    }
}
