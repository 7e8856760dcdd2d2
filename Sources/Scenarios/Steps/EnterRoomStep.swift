// The step `enter-room`: opens the room page and joins (contract section 5).
import Addresses

/// An enter-room step.
package struct EntryPlan: Hashable, Sendable {
    /// The link; nil: that of the last generate-access, or else the room's plain URL for an account of the platform.
    package var link: Template?
    /// Whether to open only the room page, without the calls that follow it.
    package var openOnly: Bool
    /// How many redirects of the room page to follow.
    package var follow: Int
    /// By which cookies the participant identifies itself to the API.
    package var identify: Identification

    /// Where the cookie comes from that identifies a participant to the API.
    package enum Identification: String, CaseIterable, Hashable, Sendable {
        /// The room page set it.
        case page
        /// The link's token, stored as the cookie `accessToken` as a web client's script does whose page sets none.
        case link
    }

    /// How many redirects to follow by default: as many as browsers do
    /// (https://fetch.spec.whatwg.org/#http-redirect-fetch).
    package static let usualFollow = 20

    /// Creates an enter-room step.
    package init(
        link: Template? = nil, openOnly: Bool = false, follow: Int = usualFollow, identify: Identification = .page
    ) {
        self.identify = identify
        self.link = link
        self.openOnly = openOnly
        self.follow = follow
    }
}

extension EntryPlan: StepKind {
    package var words: String {
        (openOnly ? "enter-room, page only" : "enter-room") + (link.map { " by \($0.written)" } ?? "")
            + (identify == .page ? "" : ", identified by the link's token")
            + (follow == EntryPlan.usualFollow ? "" : ", follows \(follow) \(follow == 1 ? "redirect" : "redirects")")
    }

    package var rendered: [String] {
        var lines = ["  - enter-room:", "      open-only: \(openOnly)", "      follow: \(follow)"]
        if identify != .page { lines.append("      identify: \(identify.rawValue)") }
        if let link { lines.append("      link: \(YAMLText.template(link))") }
        return lines
    }

    package var templates: [Template] { link.map { [$0] } ?? [] }

    package var contacts: [StepContact] {
        [link.map { .address($0, otherwise: .web) } ?? .web] + (openOnly ? [] : [.api])
    }

    /// A link from elsewhere leads into the room without any account of the platform.
    package var needsPlatform: Bool { link == nil }
    package var entersRoom: Bool { !openOnly }
    package var opensProvidedRoom: Bool { link == nil }
    package var provides: Set<StepProvision> { openOnly ? [.roomPage] : [.roomPage, .room] }

    package func impliedNames(after provided: Set<StepProvision>) -> [Template.Name] {
        link != nil ? [] : [.spaceID, .roomID] + (provided.contains(.access) ? [] : [.roomAlias])
    }
}

extension EntryPlan: ReadableStep {
    static let section = Section(
        "in enter-room", ["link", "open-only", "follow", "identify"] + Vocabulary.common,
        bare: BareValue("{ open-only: true }", address: "link"))

    static func read(_ draft: StepDraft, in context: LoadContext) -> StepAction? {
        guard draft.hasNoArgument(in: context) else { return nil }
        let options = draft.options
        return .enterRoom(
            EntryPlan(
                link: options["link"].flatMap { link($0, options.path("link"), in: context) },
                openOnly: draft.boolean("open-only", in: context) ?? false,
                follow: options["follow"].flatMap { follow($0, options.path("follow"), in: context) } ?? usualFollow,
                identify: options["identify"].flatMap {
                    context.word($0, options.path("identify"), as: Identification.self)
                } ?? .page))
    }

    /// A number of redirects; `false` follows none, `true` follows the default number.
    static func follow(_ node: WrittenNode, _ path: String, in context: LoadContext) -> Int? {
        switch node.scalar {
        case "true", "false": context.boolean(node, path).map { $0 ? usualFollow : 0 }
        default: context.integer(node, path, 0...100)
        }
    }

    /// A link into a room. Its host is checked as far as it is known before the journey.
    private static func link(_ node: WrittenNode, _ path: String, in context: LoadContext) -> Template? {
        guard let template = context.template(node, path),
            context.staysOnBase(template, written: node.scalar ?? "", at: node.place)
        else { return nil }
        var text = ""
        for segment in template.segments {
            switch segment {
            case .literal(let literal): text += literal
            case .secret(let secret): text += secret.revealed
            // Any word can stand in for a name, and a number for a port.
            case .name: text += text.hasSuffix(":") ? "1" : "x"
            }
        }
        // A link that starts with a name (`${target.web}/…`) gets its scheme from it.
        let beginsWithName = if case .name? = template.segments.first { true } else { false }
        if !beginsWithName {
            do throws(WebURL.Fault) {
                guard try WebURL(text).userInformation == nil else { throw WebURL.Fault.userInformation }
            } catch {
                context.report(
                    .badAddress(path: path, found: ShownText.url(node.scalar ?? ""), error), at: node.place)
            }
        }
        return context.hidingQuery(template)
    }

    func mistake(after provided: Set<StepProvision>, platform: PlatformPlan?) -> Mistake? {
        link == nil && provided.isDisjoint(with: [.access, .token]) ? .entryWithoutAccess : nil
    }
}
