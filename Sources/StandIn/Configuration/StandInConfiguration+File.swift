// Reading a configuration file: JSON in which every key may be left out, and none may be unknown.

import Extracting
import FoundationEssentials
import PlatformContract

extension StandInConfiguration {
    /// Reads a configuration file over the defaults.
    ///
    /// - Parameters:
    ///   - file: The file's path.
    ///   - profile: The profile that the file's `capacity` changes, whatever profile the file names; nil: the file's,
    ///     or `healthy` where it names none.
    /// - Throws: ``ConfigurationError`` with everything that is wrong.
    public init(file: String, profile: CapacityProfile? = nil) throws(ConfigurationError) {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: file))
        } catch {
            throw ConfigurationError(
                file: file,
                problems: [
                    .init(place: "", found: Self.reason(error), expected: "a configuration in JSON")
                ])
        }
        try self.init(json: data, named: file, profile: profile)
    }

    /// Reads a configuration from JSON.
    init(json: Data, named file: String, profile: CapacityProfile? = nil) throws(ConfigurationError) {
        var problems: [ConfigurationError.Problem] = []
        self.init(profile: profile ?? .healthy)
        let tree: JSONTree
        do {
            // Foundation's parser takes some texts that are no JSON, and tells no places.
            try JSONScan.check(Array(json))
            tree = try JSONDecoder().decode(JSONTree.self, from: json)
        } catch {
            throw ConfigurationError(file: file, problems: [.init(fault: error as? JSONFault, in: json)])
        }
        if var reader = JSONReader(tree, at: "", problems: &problems) {
            read(&reader, hasProfile: profile != nil, problems: &problems)
        }
        guard problems.isEmpty else { throw ConfigurationError(file: file, problems: problems) }
    }

    /// Why a file gives nothing.
    private static func reason(_ error: any Error) -> String {
        switch (error as? CocoaError)?.code {
        case .fileNoSuchFile, .fileReadNoSuchFile: "no such file"
        case .fileReadNoPermission: "a file that may not be read"
        default: "nothing that can be read"
        }
    }

    private mutating func read(
        _ reader: inout JSONReader, hasProfile: Bool, problems: inout [ConfigurationError.Problem]
    ) {
        if reader.value("host") != nil {
            reader.requiredText("host", into: &host, problems: &problems)
            if !host.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) {
                problems.append(
                    .init(
                        place: "host", found: "\"\(host)\"",
                        expected: "a name or an address in ASCII, such as \"127.0.0.1\""))
            }
        }
        reader.integer("port", in: 0...65_535, into: &port, problems: &problems)
        var seed = Int(self.seed)
        reader.integer("seed", in: 0...Int((1 << 53) - 1), into: &seed, problems: &problems)
        self.seed = UInt64(seed)
        var clientIDs: Set<String> = []
        reader.list("clients", into: &clients, problems: &problems) { entry, problems in
            var client = Client(id: "", secret: "")
            entry.requiredText("id", into: &client.id, problems: &problems)
            if !client.id.isEmpty, !clientIDs.insert(client.id).inserted {
                problems.append(
                    .init(
                        place: entry.place(of: "id"), found: "\"\(client.id)\" for a second time",
                        expected: "an id that no other client has"))
            }
            entry.requiredText("secret", into: &client.secret, problems: &problems)
            return client
        }
        var emails: Set<String> = []
        reader.list("accounts", into: &accounts, problems: &problems) { entry, problems in
            var account = Account(email: "", password: "", name: "")
            entry.text("email", into: &account.email, problems: &problems)
            entry.requiredText("password", into: &account.password, problems: &problems)
            entry.text("name", into: &account.name, problems: &problems)
            entry.word("plan", into: &account.plan, problems: &problems)
            entry.optionalNumber(
                "planEndsAfterSeconds", in: 0...31_536_000, into: &account.planEndsAfterSeconds, problems: &problems)
            if entry.value("personalToken") != nil {
                var token = ""
                entry.requiredText("personalToken", into: &token, problems: &problems)
                account.personalToken = token
            }
            if !account.email.contains("@") {
                problems.append(
                    .init(place: entry.place(of: "email"), found: "no e-mail", expected: "a text with an @ in it"))
            } else if !emails.insert(account.email.lowercased()).inserted {
                problems.append(
                    .init(
                        place: entry.place(of: "email"), found: "\"\(account.email)\" for a second time",
                        expected: "an e-mail that no other account has"))
            }
            return account
        }
        if reader.value("siteAccount") != nil {
            var email = ""
            let before = problems.count
            reader.text("siteAccount", into: &email, problems: &problems)
            siteAccount = email
            if integrator == nil, problems.count == before {
                problems.append(
                    .init(
                        place: "siteAccount", found: "\"\(email)\"", expected: "the e-mail of one of the accounts"))
            }
        }
        reader.integer(
            "generatedAccounts", in: 0...100_000_000, into: &generatedAccounts, problems: &problems)
        if reader.value("webOrigin") != nil {
            var origin = ""
            reader.text("webOrigin", into: &origin, problems: &problems)
            while origin.hasSuffix("/") { origin.removeLast() }
            if !origin.isEmpty, URL(string: origin)?.isOrigin != true {
                problems.append(
                    .init(
                        // What stands before an @ may be a password.
                        place: "webOrigin", found: origin.contains("@") ? "a user name in it" : "\"\(origin)\"",
                        expected: "an address without a path, such as \"https://edu.example\""))
            } else if URL(string: origin)?.hasPossiblePort == false {
                problems.append(
                    .init(place: "webOrigin", found: "\"\(origin)\"", expected: "a port from 1 to 65535, or none"))
            }
            webOrigin = origin.isEmpty ? nil : origin
        }
        if let tree = reader.value("webhooks"),
            var webhookReader = JSONReader(tree, at: "webhooks", problems: &problems)
        {
            webhooks.read(&webhookReader, problems: &problems)
            webhookReader.refuseUnknown(problems: &problems)
        }
        reader.integer("idleTimeoutSeconds", in: 1...86_400, into: &idleTimeoutSeconds, problems: &problems)
        reader.integer("maximumBodyBytes", in: 1_024...1_073_741_824, into: &maximumBodyBytes, problems: &problems)

        if reader.value("profile") != nil {
            var name = ""
            reader.text("profile", into: &name, problems: &problems)
            if let profile = CapacityProfile.named(name) {
                if !hasProfile { capacity = profile }
            } else {
                let expected = CapacityProfile.all.map { "\"\($0.name)\"" }.joined(separator: ", ")
                problems.append(.init(place: "profile", found: "\"\(name)\"", expected: "one of \(expected)"))
            }
        }
        if let tree = reader.value("capacity"),
            var capacityReader = JSONReader(tree, at: "capacity", problems: &problems)
        {
            capacity.read(&capacityReader, problems: &problems)
            capacityReader.refuseUnknown(problems: &problems)
        }
        reader.refuseUnknown(problems: &problems)
    }
}

extension StandInConfiguration.Webhooks {
    /// Changes what a file gives.
    fileprivate mutating func read(_ reader: inout JSONReader, problems: inout [ConfigurationError.Problem]) {
        let before = problems.count
        reader.texts("hosts", into: &hosts, problems: &problems)
        // Entries that are no texts are left out of the list, and its numbers are not the file's any more.
        if problems.count == before {
            for (index, host) in hosts.enumerated() where !Self.canMatch(host) {
                problems.append(
                    .init(
                        place: "\(reader.place(of: "hosts"))[\(index)]", found: "\"\(host)\"",
                        expected: "a host's name or address alone, or \"*.\" and a name"))
            }
        }
        reader.number("retrySeconds", in: 0...3_600, into: &retrySeconds, problems: &problems)
        reader.number("timeoutSeconds", in: 0.1...3_600, into: &timeoutSeconds, problems: &problems)
        reader.bool("verify", into: &verify, problems: &problems)
    }

    /// Whether an entry can be, or be above, the host of an address: the parser of addresses, asked, gives it back.
    private static func canMatch(_ entry: String) -> Bool {
        let isPattern = entry.hasPrefix("*.")
        let name = (isPattern ? String(entry.dropFirst(2)) : entry).lowercased()
        // An IPv6 address stands in brackets in an address, and is beneath no name.
        let isNumeric = name.count { $0 == ":" } > 1
        guard !name.isEmpty, !name.contains("*"), !name.hasPrefix("."), !(isPattern && isNumeric) else { return false }
        let host = isNumeric && !name.hasPrefix("[") ? "[\(name)]" : name
        guard let address = URL(string: "http://\(host)/"), address.port == nil, address.path() == "/" else {
            return false
        }
        return address.host()?.lowercased() == name
    }
}

extension URL {
    /// Whether it is scheme, host and port and nothing else.
    fileprivate var isOrigin: Bool {
        (scheme == "http" || scheme == "https") && host()?.isEmpty == false && path().isEmpty && query() == nil
            && fragment() == nil && user() == nil
    }

    /// Whether it names no port or one that there can be. A port beyond all integers is no port to `URL`.
    fileprivate var hasPossiblePort: Bool {
        let authority = absoluteString.drop { $0 != "/" }.drop { $0 == "/" }
        let rest = authority.hasPrefix("[") ? authority.drop { $0 != "]" } : authority
        guard let colon = rest.lastIndex(of: ":") else { return true }
        return Int(rest[rest.index(after: colon)...]).map { (1...65_535).contains($0) } ?? false
    }
}

extension CapacityProfile {
    /// Changes the numbers that a file gives.
    fileprivate mutating func read(_ reader: inout JSONReader, problems: inout [ConfigurationError.Problem]) {
        let milliseconds = 0.0...3_600_000
        optional("slots", &reader, &slots, default: Slots(concurrent: 100, queued: 100), &problems) {
            $1.integer("concurrent", in: 1...1_000_000, into: &$0.concurrent, problems: &$2)
            $1.integer("queued", in: 0...1_000_000, into: &$0.queued, problems: &$2)
        }
        optional(
            "database", &reader, &database, default: Database(connections: 10, acquireTimeoutMilliseconds: 1_000),
            &problems
        ) {
            $1.integer("connections", in: 1...1_000_000, into: &$0.connections, problems: &$2)
            $1.number(
                "acquireTimeoutMilliseconds", in: milliseconds, into: &$0.acquireTimeoutMilliseconds, problems: &$2)
        }
        optional(
            "passwordHash", &reader, &passwordHash, default: PasswordHash(workers: 2, milliseconds: 100), &problems
        ) {
            $1.integer("workers", in: 1...1_000_000, into: &$0.workers, problems: &$2)
            $1.number("milliseconds", in: milliseconds, into: &$0.milliseconds, problems: &$2)
        }
        optional("rateLimit", &reader, &rateLimit, default: RateLimit(perSecond: 100, burst: 100), &problems) {
            $1.number("perSecond", in: 0.001...1_000_000, into: &$0.perSecond, problems: &$2)
            $1.number("burst", in: 1...1_000_000, into: &$0.burst, problems: &$2)
        }
        optional(
            "sessionStore", &reader, &sessionStore,
            default: SessionStore(writeMilliseconds: 0, lagMilliseconds: 0), &problems
        ) {
            $1.number("writeMilliseconds", in: milliseconds, into: &$0.writeMilliseconds, problems: &$2)
            $1.number("lagMilliseconds", in: milliseconds, into: &$0.lagMilliseconds, problems: &$2)
        }
        optional("faults", &reader, &faults, default: Faults(), &problems) {
            $1.number("reset", in: 0...1, into: &$0.reset, problems: &$2)
            $1.number("stall", in: 0...1, into: &$0.stall, problems: &$2)
            $1.number("truncated", in: 0...1, into: &$0.truncated, problems: &$2)
            $1.number("malformed", in: 0...1, into: &$0.malformed, problems: &$2)
            $1.number("stallSeconds", in: 0.001...3_600, into: &$0.stallSeconds, problems: &$2)
            $1.optionalNumber(
                "dropRoomAfterSeconds", in: 0...86_400, into: &$0.dropRoomAfterSeconds, problems: &$2)
            $1.optionalNumber(
                "recordFailsAfterSeconds", in: 0...86_400, into: &$0.recordFailsAfterSeconds, problems: &$2)
        }
        if let faults, faults.sum > 1 {
            problems.append(
                .init(
                    place: reader.place(of: "faults"), found: "probabilities that add up to more than 1",
                    expected: "reset, stall, truncated and malformed of at most 1 together"))
        }
        reader.integer("retryAfterSeconds", in: 0...86_400, into: &retryAfterSeconds, problems: &problems)
        if let tree = reader.value("service"),
            var service = JSONReader(tree, at: reader.place(of: "service"), problems: &problems)
        {
            for endpoint in Endpoint.allCases {
                optional(
                    endpoint.rawValue, &service, &self.service[endpoint],
                    default: ServiceTime(medianMilliseconds: 5, p99Milliseconds: 20), &problems
                ) {
                    $1.number("medianMilliseconds", in: milliseconds, into: &$0.medianMilliseconds, problems: &$2)
                    $1.number("p99Milliseconds", in: milliseconds, into: &$0.p99Milliseconds, problems: &$2)
                }
                if let time = self.service[endpoint], time.p99Milliseconds < time.medianMilliseconds {
                    problems.append(
                        .init(
                            place: service.place(of: endpoint.rawValue), found: "a p99 below the median",
                            expected: "p99Milliseconds of at least medianMilliseconds"))
                }
            }
            service.refuseUnknown(problems: &problems)
        }
    }

    /// Reads a part that `null` turns off and an object turns on or changes.
    private func optional<Part>(
        _ key: String, _ reader: inout JSONReader, _ part: inout Part?, default: Part,
        _ problems: inout [ConfigurationError.Problem],
        read: (inout Part, inout JSONReader, inout [ConfigurationError.Problem]) -> Void
    ) {
        guard let tree = reader.value(key) else { return }
        guard tree != .null else {
            part = nil
            return
        }
        guard var inner = JSONReader(tree, at: reader.place(of: key), problems: &problems) else { return }
        var value = part ?? `default`
        read(&value, &inner, &problems)
        inner.refuseUnknown(problems: &problems)
        part = value
    }
}
