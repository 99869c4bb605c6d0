package io.kytkin.crm;

/** A definite no (4xx): nothing was changed by the request, and the same request would be refused again. */
public final class CrmRefused extends CrmFailure {
    private final int status;
    private final String code;

    /**
     * @param code the service's own code ({@code 0x80044331}); empty when the answer has none. It, not the text, says
     *             what happened: texts are localised
     */
    public CrmRefused(String message, int status, String code) {
        super(message, null);
        this.status = status;
        this.code = code;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    /** Whether the service's code is that one; codes come in any case. */
    public boolean hasCode(String wanted) {
        return code.equalsIgnoreCase(wanted);
    }
}
