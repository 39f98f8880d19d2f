package stockpot.server.config;

import java.util.List;

/**
 * How rooms behave.
 *
 * @param defaultVersion {@code default_room_version}
 * @param membershipForAliases {@code require_membership_for_aliases}
 * @param publicRoomsWithoutAuth {@code allow_public_rooms_without_auth}
 * @param publicationRules {@code room_list_publication_rules}
 * @param encryptionByDefault {@code encryption_enabled_by_default_for_room_type}: {@code all},
 *     {@code invite} or {@code off}
 */
public record RoomsConfig(
        String defaultVersion,
        boolean membershipForAliases,
        boolean publicRoomsWithoutAuth,
        List<PublicationRule> publicationRules,
        String encryptionByDefault) {
    /** Who may publish which room: globs over user, alias and room id; the first match decides. */
    public record PublicationRule(String userId, String alias, String roomId, boolean allow) {}
}
