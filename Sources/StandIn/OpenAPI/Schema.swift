// What a JSON value may be, in terms of JSON Schema 2020-12, which OpenAPI 3.1 uses.

import PlatformContract

/// A schema of the OpenAPI document.
indirect enum Schema: Hashable, Sendable {
    /// A text.
    case text(TextRules = TextRules())
    /// A whole number within bounds.
    case integer(minimum: Int? = nil, maximum: Int? = nil)
    /// True or false.
    case boolean
    /// A list of values with the same schema.
    case list(of: Schema)
    /// An object with the fields of a type.
    case object(ObjectRules)
    /// An object with any fields whose names match the rules.
    case map(names: TextRules, values: Schema)
    /// A schema of the document's components, by name.
    case reference(String)
    /// One of several.
    case either([Schema])
    /// Null.
    case null
}

/// What a text may be.
struct TextRules: Hashable, Sendable {
    /// A regular expression that must match within it.
    var pattern: String?
    /// A format of JSON Schema's vocabulary.
    var format: String?
    /// Its least number of characters.
    var minimumLength: Int?
    /// Its greatest number of characters.
    var maximumLength: Int?
    /// The only allowed values; nil: no such restriction.
    var values: [String]?
}

/// The fields that an object may have.
struct ObjectRules: Hashable, Sendable {
    /// A field.
    struct Property: Hashable, Sendable {
        /// Its name on the wire.
        var name: String
        /// Its value.
        var schema: Schema
        /// Whether it is required.
        var isRequired: Bool
        /// Its description.
        var summary: String
    }

    /// The fields that are also required if a field has a certain value.
    struct Variant: Hashable, Sendable {
        /// The value of the field that distinguishes variants.
        var value: String
        /// The fields that are then required; all are texts.
        var required: [String]
    }

    /// Its fields.
    var properties: [Property]
    /// Whether the server reads it. Then unknown fields are ignored, since clients newer than the server may send them,
    /// and null means that a field is absent. A response has neither.
    var isRequest: Bool
    /// The field that distinguishes variants.
    var discriminator: String?
    /// The variants; empty if there is only one.
    var variants: [Variant] = []
}

extension Schema {
    /// An object that the server reads.
    static func request(
        _ properties: ObjectRules.Property..., tellingApart discriminator: String? = nil,
        variants: [ObjectRules.Variant] = []
    ) -> Schema {
        .object(
            ObjectRules(
                properties: properties, isRequest: true, discriminator: discriminator, variants: variants))
    }

    /// An object that the server sends.
    static func answer(_ properties: ObjectRules.Property...) -> Schema {
        .object(ObjectRules(properties: properties, isRequest: false))
    }

    /// A schema of the document's components.
    static func of(_ body: any DescribedBody.Type) -> Schema { .reference(body.schemaName) }

    /// The values of an enumeration of the contract.
    static func choice<Choice: CaseIterable & RawRepresentable>(_ type: Choice.Type) -> Schema
    where Choice.RawValue == String {
        .text(TextRules(values: type.allCases.map(\.rawValue)))
    }

    /// A value that may be unknown.
    static func orNull(_ schema: Schema) -> Schema { .either([schema, .null]) }

    /// A text that is not empty.
    static let filled = Schema.text(TextRules(minimumLength: 1))
    /// An id of the contract (introduction).
    static let id = Schema.text(TextRules(pattern: "^[0-9a-f]{\(Identifier.idLength)}$"))
    /// An alias of the contract (introduction).
    static let alias = Schema.text(TextRules(pattern: "^[A-Za-z0-9]{\(Identifier.aliasLength)}$"))
    /// A token of the contract (section 1).
    static let token = Schema.text(TextRules(pattern: #"^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$"#))
    /// An instant as the server writes it.
    static let instant = Schema.text(TextRules(format: "date-time"))
    /// A number of things, or of seconds.
    static let count = Schema.integer(minimum: 0)
    /// A day, or an instant of it, as a query gives it.
    static let day = Schema.either([.text(TextRules(format: "date")), .text(TextRules(format: "date-time"))])
}

extension ObjectRules.Property {
    /// A required field.
    static func required(_ name: String, _ schema: Schema, _ summary: String) -> Self {
        Self(name: name, schema: schema, isRequired: true, summary: summary)
    }

    /// An optional field.
    static func optional(_ name: String, _ schema: Schema, _ summary: String) -> Self {
        Self(name: name, schema: schema, isRequired: false, summary: summary)
    }
}
