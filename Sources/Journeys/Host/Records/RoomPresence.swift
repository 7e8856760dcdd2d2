// Whether everybody has left the room, which ends a call and its record.

/// Who was in the room, as far as somebody looked. A value with one owner.
struct RoomPresence {
    private var sawSomeone = false
    private var sawAllLeave = false

    /// Notes how many participants are in the room.
    mutating func see(_ present: Int) {
        if present > 0 { sawSomeone = true } else if sawSomeone { sawAllLeave = true }
    }

    /// Whether all have left, now that so many are in the room: others may have come since.
    func wasLeft(_ present: Int) -> Bool { present == 0 || sawAllLeave }
}
