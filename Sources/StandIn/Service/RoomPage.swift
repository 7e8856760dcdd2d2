// The page of the web client.

import PlatformContract

/// The room page, about 2 KB like the platform's (contract section 5, call 1).
enum RoomPage {
    /// The page of an open room, whose script calls the API at this origin; empty: the page's own.
    static func open(_ room: Room, api: String) -> [UInt8] {
        let name = HTMLText.escaped(room.name)
        return HTMLText.page(
            title: name, style: style,
            body: """
                <main id="room" \(RoomPageAttribute.spaceID)="\(room.spaceID)" \(RoomPageAttribute.roomID)="\(room.id)" \
                \(RoomPageAttribute.channelID)="\(room.channelID)" data-type="\(room.type.rawValue)" \
                data-api="\(HTMLText.escaped(api))">
                <h1>\(name)</h1>
                <p class="state">You are being connected.</p>
                <noscript>The room needs JavaScript.</noscript>
                </main>
                \(script)
                """)
    }

    private static let style = """
        <style>
        :root { color-scheme: light dark; --accent: #3b6fe0; --ground: #f5f6f8; --text: #1d2129; }
        * { box-sizing: border-box; }
        body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--ground);
          color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
        main { width: min(90vw, 40rem); padding: 2rem; border-radius: 1rem; background: white;
          box-shadow: 0 1px 3px rgb(0 0 0 / 15%); }
        h1 { margin: 0 0 1rem; font-size: 1.5rem; }
        .state::before { content: ""; display: inline-block; width: 0.75em; height: 0.75em; margin-right: 0.5em;
          border: 2px solid var(--accent); border-right-color: transparent; border-radius: 50%; }
        @media (prefers-color-scheme: dark) { :root { --ground: #15171c; --text: #e8eaee; } main { background: #20242c; } }
        </style>
        """

    private static let script = """
        <script>
        (async () => {
          const room = document.getElementById("room"), { api, spaceId, roomId } = room.dataset;
          const call = (path, body) => fetch(`${api}/v1/spaces/${spaceId}/${path}`, { credentials: "include",
            ...(body && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }) });
          const name = new URLSearchParams(location.search).get("participantName") ?? "Guest";
          await call(`rooms/${roomId}`);
          const { id } = await (await call("participants", { name, roomId })).json();
          await call(`participants/${id}/signaling-token`, {});
          await call(`rooms/${roomId}/join`, { participantId: id });
          room.querySelector(".state").textContent = "You are in the room.";
        })();
        </script>
        """
}
