package io.kytkin.crm;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Map;

/**
 * The root of the Web API, and how the addresses under it are spelled. Paths and values are given as people read them;
 * what a URL can't hold is percent-encoded here and nowhere else.
 */
public final class ServiceAddress {
    private static final String DEFAULT_VERSION = "/api/data/v9.2/";
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();
    private static final BitSet PATH = lettersDigitsAnd("-._~!$&'()*+,;=:@/");
    private static final BitSet QUERY = lettersDigitsAnd("-._~!$'()*,;:@/?");

    private final String origin;
    private final String path;

    /** @param url an organization's address, with or without the path of the Web API */
    public ServiceAddress(String url) {
        URI uri = URI.create(url.strip());
        this.origin = uri.getScheme() + "://" + uri.getRawAuthority();
        String given = uri.getRawPath() == null ? "" : uri.getRawPath();
        String trimmed = given.endsWith("/") ? given.substring(0, given.length() - 1) : given;
        this.path = trimmed.contains("/api/data/") ? trimmed + "/" : trimmed + DEFAULT_VERSION;
    }

    /** Scheme, host and port: what a token is valid for. */
    public String origin() {
        return origin;
    }

    /** The path of the Web API with its version, ending in a slash: how {@code $batch} parts name their resource. */
    public String path() {
        return path;
    }

    /**
     * The absolute address of a resource.
     *
     * @param resource a path under the root, or an absolute link that the CRM handed out (next page, delta)
     * @param options  query options, not encoded
     * @throws IllegalArgumentException when an absolute link leads to another host: the token must not go there
     */
    public String of(String resource, Map<String, String> options) {
        if (resource.startsWith("http://") || resource.startsWith("https://")) {
            if (!resource.startsWith(origin + "/")) {
                throw new IllegalArgumentException("the CRM handed out a link to another host, "
                        + URI.create(resource).getAuthority() + "; only " + origin + " is asked");
            }
            return resource;
        }
        return origin + pathOf(resource, options);
    }

    /** A link that the CRM handed out, as a position keeps it: without the host, which may be called otherwise later. */
    String withoutHost(String link) {
        return link.startsWith(origin + "/") ? link.substring(origin.length()) : link;
    }

    /** The inverse of {@link #withoutHost}. */
    String withHost(String position) {
        return position.startsWith("/") ? origin + position : position;
    }

    /** The same without scheme and host. */
    public String pathOf(String resource, Map<String, String> options) {
        StringBuilder address = new StringBuilder(path);
        encode(address, resource, PATH);
        char separator = '?';
        for (Map.Entry<String, String> option : options.entrySet()) {
            address.append(separator);
            encode(address, option.getKey(), QUERY);
            address.append('=');
            encode(address, option.getValue(), QUERY);
            separator = '&';
        }
        return address.toString();
    }

    private static void encode(StringBuilder address, String text, BitSet allowed) {
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            int value = octet & 0xFF;
            if (allowed.get(value)) {
                address.append((char) value);
            } else {
                address.append('%').append(HEX[value >> 4]).append(HEX[value & 0xF]);
            }
        }
    }

    private static BitSet lettersDigitsAnd(String others) {
        BitSet allowed = new BitSet(128);
        allowed.set('a', 'z' + 1);
        allowed.set('A', 'Z' + 1);
        allowed.set('0', '9' + 1);
        others.chars().forEach(allowed::set);
        return allowed;
    }
}
