package io.kytkin.web;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * A part of a list as REST gives it.
 *
 * @param nextCursor asks for what comes after; null: nothing does
 */
public record PageOf<T>(List<T> items, String nextCursor) {

    /**
     * The first items of what was read.
     *
     * @param read     one item more than asked for when there are more
     * @param position where in the list's order an item stands; becomes the cursor
     */
    static <R, T> PageOf<T> of(List<R> read, int limit, Function<R, String> position, Function<R, T> view) {
        boolean more = read.size() > limit;
        List<R> shown = more ? read.subList(0, limit) : read;
        String next = more ? encode(position.apply(shown.get(limit - 1))) : null;
        return new PageOf<>(shown.stream().map(view).toList(), next);
    }

    /**
     * The position that an earlier part ended at; null: from the beginning.
     *
     * @throws Problem 400 when the cursor was not made by {@link #of}
     */
    static String position(Request request) {
        return request.query("cursor").map(PageOf::decode).orElse(null);
    }

    /** The position of a list whose order ends with the id of its items. */
    static UUID idPosition(Request request) {
        String position = position(request);
        try {
            return position == null ? null : UUID.fromString(position);
        } catch (IllegalArgumentException e) {
            throw refused(request.query("cursor").orElse(""));
        }
    }

    private static Problem refused(String cursor) {
        return Problem.badRequest("cursor = '" + cursor + "' was not given by this list; leave it out to start over.");
    }

    private static String encode(String position) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String cursor) {
        try {
            return Request.checked("cursor", new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw refused(cursor);
        }
    }
}
