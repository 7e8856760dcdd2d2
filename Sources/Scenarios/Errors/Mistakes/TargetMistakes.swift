// What can be wrong with addresses, hosts and certificates.
import Addresses

extension Mistake {
    static func badAddress(path: String, found: String, _ fault: WebURL.Fault) -> Mistake {
        Mistake(
            "\(path) is \(quoted(found))", expected: fault.expectation,
            remedy: fault.remedy ?? fault.address(meantBy: found))
    }

    static func nearlyStandIn(found: String) -> Mistake {
        Mistake(
            "target.api is \(quoted(found))", expected: "stand-in, or \(WebURL.Fault.scheme.expectation)",
            remedy: "did you mean \"stand-in\"?")
    }

    static func http2OfStandIn() -> Mistake {
        Mistake(
            "target.http is \"2\", which the stand-in speaks only over TLS, and in a run it serves without",
            expected: "auto or \"1.1\"",
            remedy: "for HTTP/2 start `turnout stand-in --tls`, and name its URL as target.api")
    }

    static func badHost(path: String, found: String) -> Mistake {
        Mistake(
            "\(path) is \(quoted(found))",
            expected: "a host such as api.example.org, *.example.org or api.example.org:8443")
    }

    static func badResolveKey(found: String) -> Mistake {
        Mistake("target.resolve has \(quoted(found))", expected: "host:port such as \"api.example.org:443\"")
    }

    static func badIPAddress(path: String, found: String) -> Mistake {
        Mistake("\(path) is \(quoted(found))", expected: "an IP address")
    }

    static func badIPRange(found: String) -> Mistake {
        Mistake("\(quoted(found)) is not a range of IPv4 addresses", expected: "such as 127.0.0.2-127.0.0.9")
    }

    static func tooManyAddresses(limit: Int) -> Mistake {
        Mistake("more than \(limit) source addresses")
    }

    static func fileNotThere(path: String, file: String, nearest: String?) -> Mistake {
        Mistake(
            "\(path): there is no file \"\(file)\"", remedy: nearest.map { "did you mean \"\($0)\"?" })
    }

    static func noCertificate(path: String, file: String) -> Mistake {
        Mistake(
            "\(path): \(quoted(file)) contains no certificate",
            expected: "a file in PEM form with a line -----BEGIN CERTIFICATE-----")
    }

    static func badProxy(path: String, found: String, _ fault: WebURL.Fault) -> Mistake {
        Mistake(
            "\(path) is \(quoted(found))",
            expected: fault == .queryOrFragment
                ? "only a scheme, a host and a port, such as http://proxy.example:3128"
                : "none, environment, or \(fault.expectation)")
    }

    /// A name in a file name that is not the participant's own.
    static func nameNotPersonal(_ name: String, path: String) -> Mistake {
        Mistake(
            "${\(name)} in \(path)", expected: "participant.… or env.…, because the files are read before the run")
    }

    static func filesOfUnknownSize(arrival: String) -> Mistake {
        Mistake(
            "a certificate for each participant, but only the run can tell how many come (arrival: \(arrival)), and "
                + "all files are read before it",
            remedy:
                "use one certificate for all, name the files in a column of the data, or let a known number arrive")
    }

    static var filesOfRandomRows: Mistake {
        Mistake(
            "a certificate for each participant by number, but rows are drawn at random",
            remedy: "name the files in a column of the data, or use another order")
    }

    /// The first few of the missing files.
    static func filesMissing(path: String, _ names: [String], count: Int) -> Mistake {
        Mistake(
            count == 1
                ? "\(path): there is no file \"\(names[0])\", or it cannot be read"
                : "\(path): \(count) files are missing or cannot be read: \(Words.some(names, of: count))")
    }

    static func filesWithout(path: String, _ names: [String], count: Int, label: String) -> Mistake {
        Mistake(
            count == 1
                ? "\(path): \"\(names[0])\" contains no \(label.lowercased())"
                : "\(path): \(count) files contain no \(label.lowercased()): \(Words.some(names, of: count))",
            expected: "PEM form, with a line -----BEGIN \(label)-----")
    }
}

extension WebURL.Fault {
    /// The URL whose scheme was left out.
    fileprivate func address(meantBy found: String) -> String? {
        guard self == .scheme, !found.contains("://"), let url = try? WebURL("https://\(found)"),
            url.host.contains("."),
            url.userInformation == nil
        else { return nil }
        return "did you mean https://\(found)?"
    }

    fileprivate var remedy: String? {
        switch self {
        case .userInformation: "write accounts in platform"
        case .scheme, .host, .internationalHost, .port, .queryOrFragment, .refused: nil
        }
    }
}
