// Reads a configuration file: JSON in which every key is optional and unknown keys are errors.

import Extracting
import FoundationEssentials
package import Measuring
import PlatformContract

extension StandInConfiguration {
    /// Reads a configuration file and applies it to the defaults.
    ///
    /// - Parameters:
    ///   - file: The file's path.
    ///   - profile: The profile that the file's `capacity` changes, whatever profile the file names; nil: the one the
    ///     file names, or `healthy`.
    /// - Throws: ``Problem`` with all errors.
    package init(file: String, profile: CapacityProfile? = nil) throws(Problem) {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: file))
        } catch {
            throw Problem(
                [.init(key: "", found: Self.reason(error), expected: "a configuration in JSON")], in: file)
        }
        try self.init(json: data, named: file, profile: profile)
    }

    /// Reads a configuration from JSON.
    init(json: Data, named file: String, profile: CapacityProfile? = nil) throws(Problem) {
        var problems: [ConfigurationFault] = []
        self.init(profile: profile ?? .healthy)
        let tree: JSONTree
        do {
            // Foundation's parser accepts some texts that are not JSON, and gives no positions.
            try JSONScan.check(Array(json))
            tree = try JSONDecoder().decode(JSONTree.self, from: json)
        } catch {
            throw Problem([.init(error as? JSONFault, in: json)], in: file)
        }
        if var reader = JSONReader(tree, at: "", problems: &problems) {
            read(&reader, hasProfile: profile != nil, problems: &problems)
        }
        guard problems.isEmpty else { throw Problem(problems, in: file) }
    }

    /// Why a file cannot be read.
    private static func reason(_ error: any Error) -> String {
        switch (error as? CocoaError)?.code {
        case .fileNoSuchFile, .fileReadNoSuchFile: "no such file"
        case .fileReadNoPermission: "a file that may not be read"
        default: "nothing that can be read"
        }
    }

    private mutating func read(
        _ reader: inout JSONReader, hasProfile: Bool, problems: inout [ConfigurationFault]
    ) {
        if reader.value("host") != nil {
            reader.requiredText("host", into: &host, problems: &problems)
            if !host.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) {
                problems.append(
                    .init(
                        key: "host", found: "\"\(host)\"",
                        expected: "a name or an address in ASCII, such as \"127.0.0.1\""))
            }
        }
        reader.integer("port", in: 0...65_535, into: &port, problems: &problems)
        var seed = Int(self.seed)
        reader.integer("seed", in: 0...Int((1 << 53) - 1), into: &seed, problems: &problems)
        self.seed = UInt64(seed)
        readClients(&reader, problems: &problems)
        readAccounts(&reader, problems: &problems)
        readSiteAccount(&reader, problems: &problems)
        reader.integer(
            "generatedAccounts", in: 0...100_000_000, into: &generatedAccounts, problems: &problems)
        readWebOrigin(&reader, problems: &problems)
        if let tree = reader.value("webhooks"),
            var webhookReader = JSONReader(tree, at: "webhooks", problems: &problems)
        {
            webhooks.read(&webhookReader, problems: &problems)
            webhookReader.refuseUnknown(problems: &problems)
        }
        reader.integer("idleTimeoutSeconds", in: 1...86_400, into: &idleTimeoutSeconds, problems: &problems)
        reader.integer("maximumBodyBytes", in: 1_024...1_073_741_824, into: &maximumBodyBytes, problems: &problems)

        readProfile(&reader, isGiven: hasProfile, problems: &problems)
        if let tree = reader.value("capacity"),
            var capacityReader = JSONReader(tree, at: "capacity", problems: &problems)
        {
            capacity.read(&capacityReader, problems: &problems)
            capacityReader.refuseUnknown(problems: &problems)
        }
        reader.refuseUnknown(problems: &problems)
    }

    /// The OAuth2 clients, which replace the default one.
    private mutating func readClients(
        _ reader: inout JSONReader, problems: inout [ConfigurationFault]
    ) {
        var clientIDs: Set<String> = []
        reader.list("clients", into: &clients, problems: &problems) { entry, problems in
            var client = Client(id: "", secret: "")
            entry.requiredText("id", into: &client.id, problems: &problems)
            if !client.id.isEmpty, !clientIDs.insert(client.id).inserted {
                problems.append(
                    .init(
                        key: entry.place(of: "id"), found: "\"\(client.id)\" for a second time",
                        expected: "an id that no other client has"))
            }
            entry.requiredText("secret", into: &client.secret, problems: &problems)
            return client
        }
    }

    /// The users who exist from the start, which replace the default one.
    private mutating func readAccounts(
        _ reader: inout JSONReader, problems: inout [ConfigurationFault]
    ) {
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
                    .init(key: entry.place(of: "email"), found: "no e-mail", expected: "a text with an @ in it"))
            } else if !emails.insert(account.email.lowercased()).inserted {
                problems.append(
                    .init(
                        key: entry.place(of: "email"), found: "\"\(account.email)\" for a second time",
                        expected: "an e-mail that no other account has"))
            }
            return account
        }
    }

    /// The account that the customer's site uses on the platform; it must be one of the configured ones.
    private mutating func readSiteAccount(
        _ reader: inout JSONReader, problems: inout [ConfigurationFault]
    ) {
        guard reader.value("siteAccount") != nil else { return }
        var email = ""
        let before = problems.count
        reader.text("siteAccount", into: &email, problems: &problems)
        siteAccount = email
        if integrator == nil, problems.count == before {
            problems.append(
                .init(
                    key: "siteAccount", found: "\"\(email)\"", expected: "the e-mail of one of the accounts"))
        }
    }

    /// The web client's address in links.
    private mutating func readWebOrigin(
        _ reader: inout JSONReader, problems: inout [ConfigurationFault]
    ) {
        guard reader.value("webOrigin") != nil else { return }
        var origin = ""
        reader.text("webOrigin", into: &origin, problems: &problems)
        while origin.hasSuffix("/") { origin.removeLast() }
        if !origin.isEmpty, URL(string: origin)?.isOrigin != true {
            problems.append(
                .init(
                    // What precedes an @ may be a password.
                    key: "webOrigin", found: origin.contains("@") ? "a user name in it" : "\"\(origin)\"",
                    expected: "an address without a path, such as \"https://edu.example\""))
        } else if URL(string: origin)?.hasPossiblePort == false {
            problems.append(
                .init(key: "webOrigin", found: "\"\(origin)\"", expected: "a port from 1 to 65535, or none"))
        }
        webOrigin = origin.isEmpty ? nil : origin
    }

    /// The named profile, unless another is passed in.
    private mutating func readProfile(
        _ reader: inout JSONReader, isGiven: Bool, problems: inout [ConfigurationFault]
    ) {
        guard reader.value("profile") != nil else { return }
        var name = ""
        reader.text("profile", into: &name, problems: &problems)
        if let profile = CapacityProfile.named(name) {
            if !isGiven { capacity = profile }
        } else {
            let expected = CapacityProfile.all.map { "\"\($0.name)\"" }.joined(separator: ", ")
            problems.append(.init(key: "profile", found: "\"\(name)\"", expected: "one of \(expected)"))
        }
    }
}

extension URL {
    /// Whether it is a scheme, host and port and nothing else.
    fileprivate var isOrigin: Bool {
        (scheme == "http" || scheme == "https") && host()?.isEmpty == false && path().isEmpty && query() == nil
            && fragment() == nil && user() == nil
    }

    /// Whether it has no port or a valid one. A port beyond all integers is no port to `URL`.
    fileprivate var hasPossiblePort: Bool {
        let authority = absoluteString.drop { $0 != "/" }.drop { $0 == "/" }
        let rest = authority.hasPrefix("[") ? authority.drop { $0 != "]" } : authority
        guard let colon = rest.lastIndex(of: ":") else { return true }
        return Int(rest[rest.index(after: colon)...]).map { (1...65_535).contains($0) } ?? false
    }
}
