// Lists of the platform whose shape is assumed in part: what is of another kind than assumed is missing, and nothing else
// is lost with it.
import FoundationEssentials

/// Reads lists item by item.
enum LenientList {
    /// The items of `{"items":[…]}` or `[…]` that can be read; nil if it is no list.
    static func items<Item: Decodable>(_ body: [UInt8]) -> [Item]? {
        let data = Data(body)
        let decoder = JSONDecoder()
        let items =
            (try? decoder.decode(Listing<Item>.self, from: data))?.items
            ?? (try? decoder.decode([Readable<Item>].self, from: data))
        return items?.compactMap(\.item)
    }

    private struct Readable<Item: Decodable>: Decodable {
        var item: Item?
        init(from decoder: any Decoder) { item = try? Item(from: decoder) }
    }

    private struct Listing<Item: Decodable>: Decodable { var items: [Readable<Item>] }
}

extension KeyedDecodingContainer {
    /// A text, or a whole number as a text, since ids may be numbers; nil if it is missing or something else.
    func text(_ key: Key) -> String? {
        guard contains(key) else { return nil }
        return (try? decode(String.self, forKey: key)) ?? (try? decode(Int64.self, forKey: key)).map(String.init)
    }

    /// A text as above.
    /// - Throws: `DecodingError` if it is missing or something else.
    func requiredText(_ key: Key) throws(DecodingError) -> String {
        guard let text = text(key) else {
            throw .keyNotFound(
                key, .init(codingPath: codingPath, debugDescription: "neither a text nor a whole number"))
        }
        return text
    }

    /// A whole number; nil if it is missing or something else.
    func integer(_ key: Key) -> Int? { contains(key) ? try? decode(Int.self, forKey: key) : nil }

    /// A truth value; nil if it is missing or something else.
    func truth(_ key: Key) -> Bool? { contains(key) ? try? decode(Bool.self, forKey: key) : nil }
}
