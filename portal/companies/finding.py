"""From the code in an address to the company, for pages and JSON alike."""

from datetime import date

from flask import abort, redirect, request, url_for
from sqlalchemy.orm import Session

from portal.companies.dossier import Dossier, canonical, dossier, ref_of
from portal.lookback import asked


def find(session: Session, code: str, endpoint: str, today: date) -> Dossier:
    """The company of a code for the look that the request asks for.

    Another spelling of a registered code is sent on to its normal form. Anything else aborts with 404, whether or
    not its check digits fit: a valid code is not a registered one.
    """
    plain = canonical(code)
    ref = ref_of(session, plain)
    found = dossier(session, ref, asked(today), today) if ref else None
    if found is None:
        abort(404)
    if plain != code:
        abort(redirect(url_for(endpoint, uscc=plain, **request.args.to_dict()), 301))
    return found
