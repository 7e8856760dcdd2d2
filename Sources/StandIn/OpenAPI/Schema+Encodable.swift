// Schemas as JSON.

/// A keyword of JSON Schema, or the name of a field.
struct SchemaKey: CodingKey, ExpressibleByStringLiteral {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringLiteral value: String) { stringValue = value }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension Schema: Encodable {
    func encode(to encoder: any Encoder) throws {
        var keywords = encoder.container(keyedBy: SchemaKey.self)
        try write(into: &keywords, orNull: false)
    }

    /// Writes the keywords. With `orNull`, null is also allowed.
    fileprivate func write(into keywords: inout KeyedEncodingContainer<SchemaKey>, orNull: Bool) throws {
        switch self {
        case .text(let rules):
            try Self.write(type: "string", into: &keywords, orNull: orNull)
            try keywords.encodeIfPresent(rules.pattern, forKey: "pattern")
            try keywords.encodeIfPresent(rules.format, forKey: "format")
            try keywords.encodeIfPresent(rules.minimumLength, forKey: "minLength")
            try keywords.encodeIfPresent(rules.maximumLength, forKey: "maxLength")
            if let values = rules.values {
                let allowed = values.map { Optional($0) }
                try keywords.encode(orNull ? allowed + [nil] : allowed, forKey: "enum")
            }
        case .integer(let minimum, let maximum):
            try Self.write(type: "integer", into: &keywords, orNull: orNull)
            try keywords.encodeIfPresent(minimum, forKey: "minimum")
            try keywords.encodeIfPresent(maximum, forKey: "maximum")
        case .boolean: try Self.write(type: "boolean", into: &keywords, orNull: orNull)
        case .list(let entry):
            try Self.write(type: "array", into: &keywords, orNull: orNull)
            try keywords.encode(entry, forKey: "items")
        case .object(let rules):
            try Self.write(type: "object", into: &keywords, orNull: orNull)
            try rules.write(into: &keywords)
        case .map(let names, let values):
            try Self.write(type: "object", into: &keywords, orNull: orNull)
            try keywords.encode(Schema.text(names), forKey: "propertyNames")
            try keywords.encode(values, forKey: "additionalProperties")
        case .reference(let name):
            guard !orNull else { return try Schema.either([self]).write(into: &keywords, orNull: true) }
            try keywords.encode("#/components/schemas/\(name)", forKey: "$ref")
        case .either(let schemas): try keywords.encode(orNull ? schemas + [.null] : schemas, forKey: "anyOf")
        case .null: try keywords.encode("null", forKey: "type")
        }
    }

    private static func write(
        type: String, into keywords: inout KeyedEncodingContainer<SchemaKey>, orNull: Bool
    ) throws {
        if orNull {
            try keywords.encode([type, "null"], forKey: "type")
        } else {
            try keywords.encode(type, forKey: "type")
        }
    }
}

extension ObjectRules {
    fileprivate func write(into keywords: inout KeyedEncodingContainer<SchemaKey>) throws {
        var fields = keywords.nestedContainer(keyedBy: SchemaKey.self, forKey: "properties")
        for property in properties {
            var field = fields.nestedContainer(
                keyedBy: SchemaKey.self, forKey: SchemaKey(stringValue: property.name))
            try property.schema.write(into: &field, orNull: isRequest && !property.isRequired)
            try field.encode(property.summary, forKey: "description")
        }
        let required = properties.filter(\.isRequired).map(\.name)
        if !required.isEmpty { try keywords.encode(required, forKey: "required") }
        if !isRequest { try keywords.encode(false, forKey: "additionalProperties") }
        guard let discriminator else { return }
        var alternatives = keywords.nestedUnkeyedContainer(forKey: "anyOf")
        for variant in variants {
            var alternative = alternatives.nestedContainer(keyedBy: SchemaKey.self)
            var fields = alternative.nestedContainer(keyedBy: SchemaKey.self, forKey: "properties")
            try fields.encode(
                Schema.text(TextRules(values: [variant.value])), forKey: SchemaKey(stringValue: discriminator))
            for name in variant.required {
                try fields.encode(Schema.text(), forKey: SchemaKey(stringValue: name))
            }
            if !variant.required.isEmpty { try alternative.encode(variant.required, forKey: "required") }
        }
    }
}
