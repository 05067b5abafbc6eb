"""Reads of applications for their applicants and for the office."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.companies.models import CompanyApplication, CompanyDeclaration, ModelContract
from registry.companies.states import ApplicationState

_UNDER_WAY = (ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.RETURNED)


def application_under_way(session: Session, account_ref: str) -> CompanyApplication | None:
    """The one application of a person that is neither decided nor given up."""
    return session.scalar(
        select(CompanyApplication).where(
            CompanyApplication.account_ref == account_ref, CompanyApplication.state.in_(_UNDER_WAY)
        )
    )


def application_of(session: Session, ref: str) -> CompanyApplication | None:
    """One application."""
    return session.get(CompanyApplication, ref)


def application_of_case(session: Session, case_ref: str) -> CompanyApplication | None:
    """The application that a case is about."""
    return session.scalar(select(CompanyApplication).where(CompanyApplication.case_ref == case_ref))


def declaration_of(session: Session, company_ref: str) -> CompanyDeclaration | None:
    """What a company declared besides, or None."""
    return session.get(CompanyDeclaration, company_ref)


def model_contracts(session: Session) -> list[ModelContract]:
    """The association's list, ended ones last."""
    return list(
        session.scalars(
            select(ModelContract).order_by(
                ModelContract.ended_on.is_not(None), ModelContract.title, ModelContract.version
            )
        )
    )
