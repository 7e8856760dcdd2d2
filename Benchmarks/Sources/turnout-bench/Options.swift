// The command line of the benchmarks.

/// What to run, and how.
struct Options {
    enum Verb: String {
        case run
        case peers
        case accuracy
        case honesty
    }

    var verb = Verb.run
    /// The release build of `turnout`.
    var turnout = "../.build/release/turnout"
    /// The release build of `bare-requests`.
    var bare = "../.build/release/bare-requests"
    /// Directory of this package's binaries.
    var programs = ".build/release"
    /// Directory of the scenarios, `budgets.json` and the peers' scripts.
    var home = "."
    /// Where k6 and Locust are installed.
    var peers = "../.build-peers"
    /// Measures to run, by the prefix of their names; empty: all.
    var only: [String] = []
    /// Rounds of each interleaved measure.
    var rounds = 5
    /// Fewer participants and rounds: to check that everything works, not for judging.
    var quick = false
    /// Exit with 1 if a budget is missed.
    var enforce = false
    /// The most participants at once, for `accuracy`.
    var upTo = 10_000
    /// Compare with the packets that tcpdump sees too, for `accuracy`.
    var packets = false
    /// Where the rows are written as JSON, if anywhere.
    var json: String?

    static let usage = """
        usage: turnout-bench [run|peers|accuracy|honesty] [options]
          --turnout FILE    the release build of turnout (../.build/release/turnout)
          --bare FILE       the release build of bare-requests (../.build/release/bare-requests)
          --programs DIR    the benchmark's own programs (.build/release)
          --home DIR        scenarios, budgets.json, peers (.)
          --peers DIR       virtual environment with k6 and Locust (../.build-peers)
          --only NAME       this measure alone, by the beginning of its name; may be repeated
          --rounds N        rounds of each interleaved measure (5)
          --quick           a fifth of the participants, two rounds: to try it out; accuracy: half of the requests, and
                            p99.9 and max may be off by 5 ms; honesty: each disturbance over one protocol
          --up-to N         accuracy: at most so many at once (10000)
          --packets         accuracy: compare with packet timestamps of tcpdump too
          --enforce         exit with 1 if a budget is missed
          --json FILE       write the rows as JSON too
        """

    init(_ arguments: [String]) throws(Problem) {
        var rest = arguments[...]
        if let first = rest.first, let verb = Verb(rawValue: first) {
            self.verb = verb
            rest = rest.dropFirst()
        }
        while let option = rest.popFirst() {
            switch option {
            case "--quick": quick = true
            case "--enforce": enforce = true
            case "--packets": packets = true
            case "--turnout": turnout = try Self.value(of: option, &rest)
            case "--bare": bare = try Self.value(of: option, &rest)
            case "--programs": programs = try Self.value(of: option, &rest)
            case "--home": home = try Self.value(of: option, &rest)
            case "--peers": peers = try Self.value(of: option, &rest)
            case "--only": only.append(try Self.value(of: option, &rest))
            case "--json": json = try Self.value(of: option, &rest)
            case "--rounds": rounds = try Self.number(of: option, &rest)
            case "--up-to": upTo = try Self.number(of: option, &rest)
            default: throw Problem("unknown option '\(option)'\n\(Self.usage)")
            }
        }
        if quick { rounds = min(rounds, 2) }
    }

    private static func value(of option: String, _ rest: inout ArraySlice<String>) throws(Problem) -> String {
        guard let value = rest.popFirst() else { throw Problem("\(option) needs a value\n\(usage)") }
        return value
    }

    private static func number(of option: String, _ rest: inout ArraySlice<String>) throws(Problem) -> Int {
        guard let number = Int(try value(of: option, &rest)), number > 0 else {
            throw Problem("\(option) needs a number of 1 or more")
        }
        return number
    }
}
