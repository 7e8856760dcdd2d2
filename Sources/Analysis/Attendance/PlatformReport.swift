// The platform's attendance report, as far as it is needed. Its shape is not documented, so nothing but the list of people
// is required of it, and fields may be missing (contract section 8).
import FoundationEssentials
package import Measuring

/// One person in the platform's report.
package struct ReportedPerson: Hashable, Sendable {
    /// One stay in the room.
    package struct Visit: Hashable, Sendable {
        /// When the person entered; nil if the report does not say so.
        package var entered: UTCInstant?
        /// When the person left; nil if the report does not say so.
        package var left: UTCInstant?

        /// Creates a visit.
        package init(entered: UTCInstant?, left: UTCInstant?) {
            self.entered = entered
            self.left = left
        }
    }

    /// The integrator's own id; nil if there is none.
    package var externalUserID: String?
    /// The display name; empty if unknown.
    package var name: String
    /// `user` or `moderator`, as the platform says; nil if unknown.
    package var role: String?
    /// All visits.
    package var visits: [Visit]

    /// Creates a person.
    package init(externalUserID: String?, name: String, role: String? = nil, visits: [Visit]) {
        self.externalUserID = externalUserID
        self.name = name
        self.role = role
        self.visits = visits
    }
}

/// The people of one report.
struct PlatformReport {
    var people: [ReportedPerson]

    /// Reads a report as it was received; nil if it has no list of people.
    init?(_ text: String) {
        struct Report: Decodable { var participants: [Lenient] }
        guard let report = try? JSONDecoder().decode(Report.self, from: Data(text.utf8)) else { return nil }
        people = report.participants.map(\.person)
    }

    /// A person whose every field may be missing or of another kind.
    private struct Lenient: Decodable {
        var person: ReportedPerson

        enum Key: String, CodingKey {
            case externalUserId, name, role, visits
            case enteredAt, leftAt
        }

        init(from decoder: any Decoder) throws {
            guard let fields = try? decoder.container(keyedBy: Key.self) else {
                // Nobody that could be named, but somebody by the platform's account.
                person = ReportedPerson(externalUserID: nil, name: "", visits: [])
                return
            }
            let id = Lenient.text(fields, .externalUserId)
            person = ReportedPerson(
                externalUserID: id?.isEmpty == true ? nil : id, name: Lenient.text(fields, .name) ?? "",
                role: Lenient.text(fields, .role), visits: [])
            guard var list = try? fields.nestedUnkeyedContainer(forKey: .visits) else { return }
            while !list.isAtEnd {
                guard let visit = try? list.nestedContainer(keyedBy: Key.self) else {
                    // Something that is no visit at all; the container does not move on by itself.
                    guard (try? list.decode(Anything.self)) != nil else { break }
                    continue
                }
                person.visits.append(
                    .init(
                        entered: Lenient.text(visit, .enteredAt).flatMap { UTCInstant($0) },
                        left: Lenient.text(visit, .leftAt).flatMap { UTCInstant($0) }))
            }
        }

        /// A text, or a number as a text: an integrator's ids may be numbers.
        private static func text(_ fields: KeyedDecodingContainer<Key>, _ key: Key) -> String? {
            if let text = try? fields.decode(String.self, forKey: key) { return text }
            return (try? fields.decode(Int64.self, forKey: key)).map(String.init)
        }

        private struct Anything: Decodable { init(from decoder: any Decoder) {} }
    }
}

/// The polls of a room, whose shape is not documented: how many, and the titles as far as they have any.
struct PollList {
    var count: Int
    var titles: [String]

    /// Reads a list as it was received: `{"items":[…]}`, `{"polls":[…]}` or `[…]`; nil if it is none.
    init?(_ text: String) {
        struct Poll: Decodable {
            var title: String?

            init(from decoder: any Decoder) {
                enum Key: String, CodingKey, CaseIterable { case title, name, question, text }
                guard let fields = try? decoder.container(keyedBy: Key.self) else { return }
                title = Key.allCases.lazy.compactMap { try? fields.decode(String.self, forKey: $0) }.first
            }
        }
        struct Listing: Decodable {
            var items: [Poll]?
            var polls: [Poll]?
        }
        let data = Data(text.utf8)
        let polls: [Poll]
        if let list = try? JSONDecoder().decode([Poll].self, from: data) {
            polls = list
        } else if let listing = try? JSONDecoder().decode(Listing.self, from: data),
            let list = listing.items ?? listing.polls
        {
            polls = list
        } else {
            return nil
        }
        count = polls.count
        titles = polls.compactMap(\.title)
    }
}
